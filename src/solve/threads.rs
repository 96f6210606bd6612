//! The threads that share the lanes.

/// Runs on so many threads of their own, or as many as the machine has; each begins with `begin`.
pub fn in_pool<T: Send>(
    threads: Option<usize>,
    begin: fn(),
    work: impl FnOnce() -> T + Send,
) -> Result<T, String> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads.unwrap_or(0))
        .start_handler(move |_| begin())
        .build();
    match pool {
        Ok(pool) => Ok(pool.install(work)),
        Err(error) => {
            let threads = threads.map_or("the machine's".to_owned(), |n| n.to_string());
            let error = error.to_string().to_lowercase();
            Err(format!("{threads} threads cannot be started: {error}; ask for fewer"))
        }
    }
}
