//! Signatures as Standard Webhooks has them: HMAC-SHA256 of id, time and body.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// The header `webhook-signature`; nothing where the secret is none.
pub fn sign(secret: &str, id: &str, seconds: u64, body: &str) -> Option<String> {
    let key = BASE64_STANDARD.decode(secret.strip_prefix("whsec_")?).ok()?;
    let mut sum = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    sum.update(format!("{id}.{seconds}.{body}").as_bytes());
    Some(format!("v1,{}", BASE64_STANDARD.encode(sum.finalize().into_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    // If this fails, no receiver that follows the standard takes what we send.
    #[test]
    fn the_standards_own_example_is_signed_alike() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        let (id, body) = ("msg_p5jXN8AQM9LWM0D4loKWxJek", "{\"test\": 2432232314}");
        let expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(sign(secret, id, 1_614_265_330, body).as_deref(), Some(expected));
        assert_ne!(sign(secret, id, 1_614_265_331, body).as_deref(), Some(expected));
        assert_eq!(sign("secret", id, 1, body), None);
    }
}
