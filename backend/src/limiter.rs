//! How often somebody may be wrong. Kept in memory: a restart forgives, and costs an attacker more than it gives.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

pub const WINDOW_MS: i64 = 15 * 60 * 1000;
/// Wrong passwords for one login from one address.
pub const PER_LOGIN_AND_ADDRESS: u32 = 8;
/// Wrong passwords from one address, whatever the login: a whole office may share it.
pub const PER_ADDRESS: u32 = 40;
/// Wrong passwords for one login from anywhere: many addresses together still get no further.
pub const PER_LOGIN: u32 = 100;
/// Beyond this many keys the expired ones are thrown out, then everything: memory stays bounded.
const MOST_KEYS: usize = 50_000;

#[derive(Debug, Default)]
pub struct Limiter {
    failures: Mutex<HashMap<String, Window>>,
}

#[derive(Clone, Copy, Debug)]
struct Window {
    until_ms: i64,
    count: u32,
}

/// One attempt, counted as a failure until it is [`Limiter::forgiven`], so that many at once do not slip through.
#[derive(Debug)]
pub struct Attempt {
    keys: [(String, u32); 3],
}

impl Limiter {
    /// `Err` holds the seconds to wait. A refused attempt is not counted, so the wait does end.
    pub fn attempt(&self, login: &str, address: IpAddr, now_ms: i64) -> Result<Attempt, u64> {
        let address = network(address);
        let keys = [
            (format!("b {address} {login}"), PER_LOGIN_AND_ADDRESS),
            (format!("a {address}"), PER_ADDRESS),
            (format!("l {login}"), PER_LOGIN),
        ];
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= MOST_KEYS {
            failures.retain(|_, window| window.until_ms > now_ms);
            if failures.len() >= MOST_KEYS {
                failures.clear();
            }
        }
        let full = keys.iter().filter_map(|(key, most)| {
            failures.get(key).filter(|window| window.until_ms > now_ms && window.count >= *most)
        });
        if let Some(until_ms) = full.map(|window| window.until_ms).max() {
            return Err(u64::try_from((until_ms - now_ms) / 1000 + 1).unwrap_or(1));
        }
        for (key, _) in &keys {
            let window = failures.entry(key.clone()).or_insert(Window { until_ms: 0, count: 0 });
            if window.until_ms <= now_ms {
                *window = Window { until_ms: now_ms + WINDOW_MS, count: 0 };
            }
            window.count += 1;
        }
        Ok(Attempt { keys })
    }

    /// The password was right: this attempt was no failure. Earlier ones stay counted.
    pub fn forgiven(&self, attempt: Attempt) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, _) in attempt.keys {
            if let Some(window) = failures.get_mut(&key) {
                window.count = window.count.saturating_sub(1);
            }
        }
    }
}

/// One customer line has a whole /64 of IPv6.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("{:x?}", &address.segments()[..4]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_fill_a_window_that_ends() {
        let (limiter, here) = (Limiter::default(), IpAddr::from([10, 0, 0, 1]));
        for _ in 0..PER_LOGIN_AND_ADDRESS {
            limiter.attempt("li", here, 0).expect("still allowed");
        }
        assert_eq!(limiter.attempt("li", here, 0).expect_err("too many"), 901);
        limiter.attempt("wang", here, 0).expect("another login is free");
        limiter.attempt("li", IpAddr::from([10, 0, 0, 2]), 0).expect("the owner elsewhere is free");
        limiter.attempt("li", here, WINDOW_MS).expect("the window is over");
    }

    #[test]
    fn a_right_password_costs_nothing() {
        let (limiter, here) = (Limiter::default(), IpAddr::from([10, 0, 0, 1]));
        for _ in 0..1000 {
            let attempt = limiter.attempt("li", here, 0).expect("allowed");
            limiter.forgiven(attempt);
        }
    }
}
