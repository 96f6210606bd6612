//! A connection that does not wait for ever for a reader that does not read.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

/// Passes everything on, and breaks when nothing could be written for so long.
pub struct Patient {
    stream: TcpStream,
    most: Duration,
    /// Runs while a write waits.
    alarm: Option<Pin<Box<Sleep>>>,
}

impl Patient {
    pub fn new(stream: TcpStream, most: Duration) -> Patient {
        Patient { stream, most, alarm: None }
    }

    /// Starts the alarm with the first wait, ends it with the first byte.
    fn judge<T>(
        &mut self,
        cx: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.alarm = None;
            return written;
        }
        let most = self.most;
        let alarm = self.alarm.get_or_insert_with(|| Box::pin(sleep(most)));
        match alarm.as_mut().poll(cx) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.judge(cx, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.judge(cx, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        self.judge(cx, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    // If this fails, callers that read nothing keep connections and memory for ever.
    #[tokio::test]
    async fn a_reader_that_does_not_read_is_let_go() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let mut reader = TcpStream::connect(listener.local_addr().unwrap()).await.expect("a line");
        let (stream, _) = listener.accept().await.expect("the line");
        let mut patient = Patient::new(stream, Duration::from_millis(200));
        let begin = Instant::now();
        let block = vec![0; 1 << 20];
        let end = loop {
            match patient.write_all(&block).await {
                Ok(()) => assert!(begin.elapsed() < Duration::from_secs(20), "it goes on"),
                Err(error) => break error,
            }
        };
        assert_eq!(end.kind(), io::ErrorKind::TimedOut);
        // Who reads slowly but does read is served.
        let (mut near, _) = {
            reader.read_exact(&mut [0; 16]).await.expect("what was written");
            let far = TcpStream::connect(listener.local_addr().unwrap()).await.expect("a line");
            (Patient::new(listener.accept().await.expect("it").0, Duration::from_secs(5)), {
                tokio::spawn(async move {
                    let (mut far, mut part) = (far, vec![0; 256 << 10]);
                    while far.read(&mut part).await.is_ok_and(|n| n > 0) {
                        tokio::time::sleep(Duration::from_millis(1)).await;
                    }
                })
            })
        };
        near.write_all(&block).await.expect("all of it");
    }
}
