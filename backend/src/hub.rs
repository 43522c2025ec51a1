//! Pokes: whoever is connected hears that the log has grown, and from where to where.

use tokio::sync::broadcast;

/// A listener this far behind misses the oldest, and its device asks.
const BACKLOG: usize = 64;

#[derive(Clone, Debug)]
pub struct Hub(broadcast::Sender<Grown>);

/// The log went from `before` to `seq`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grown {
    pub before: i64,
    pub seq: i64,
}

impl Default for Hub {
    fn default() -> Self {
        Self(broadcast::channel(BACKLOG).0)
    }
}

impl Hub {
    /// Nobody listening is no failure.
    pub fn poke(&self, before: i64, seq: i64) {
        let _ = self.0.send(Grown { before, seq });
    }

    pub fn listen(&self) -> Ears {
        Ears(self.0.subscribe())
    }
}

pub struct Ears(broadcast::Receiver<Grown>);

impl Ears {
    /// What has happened since the last call, in one; none once the server stops.
    pub async fn next(&mut self) -> Option<Grown> {
        let mut grown = loop {
            match self.0.recv().await {
                Ok(grown) => break grown,
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        };
        while let Ok(more) = self.0.try_recv() {
            grown.seq = more.seq;
        }
        Some(grown)
    }
}
