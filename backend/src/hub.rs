//! Pokes: whoever is connected hears that the log has grown. A poke is a hint and carries no data.

use shared::protocol::Poke;
use tokio::sync::broadcast;

/// A listener this far behind is told once, for the newest.
const BACKLOG: usize = 64;

#[derive(Clone, Debug)]
pub struct Hub(broadcast::Sender<(i64, i64)>);

impl Default for Hub {
    fn default() -> Self {
        Self(broadcast::channel(BACKLOG).0)
    }
}

impl Hub {
    /// The log went from `before` to `seq`. Nobody listening is no failure.
    pub fn poke(&self, before: i64, seq: i64) {
        let _ = self.0.send((before, seq));
    }

    pub fn listen(&self) -> Ears {
        Ears(self.0.subscribe())
    }
}

pub struct Ears(broadcast::Receiver<(i64, i64)>);

impl Ears {
    /// The next poke; none once the server stops.
    pub async fn next(&mut self) -> Option<Poke> {
        loop {
            match self.0.recv().await {
                Ok((before, seq)) => return Some(Poke { before, seq, items: vec![] }),
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }
}
