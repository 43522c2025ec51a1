//! What the calendar asks for (`shared::effect::come_round`): looked for when a day begins, and whenever the company has
//! settled something anew. It goes through the same door and into the same log as everybody's work.

use std::time::Duration;

use jiff::civil::Date;
use shared::config::Configuration;
use shared::effect;
use shared::limits::PUSH_CHANGES_MAX;
use shared::principal::Principal;
use shared::process::Process;
use shared::protocol::{Answer, Push, PushChange};
use shared::record::summary::Summary;
use tokio::runtime::Handle;

use super::{is_made, make};
use crate::projection::Turn;
use crate::sync::Records;
use crate::{configuration, now_ms};

/// How often it looks whether a day has begun.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// Rows looked at in one go: between two of them others may write.
const PAGE_ROWS: i64 = 500;
const PAGE: &str = "select summary from records where process = $1 and id > $2 order by id limit $3";

impl Records {
    /// For as long as the server runs.
    pub async fn keep_up(self) {
        let mut seen = None;
        loop {
            match self.come_round(now_ms(), seen).await {
                Ok(now) => seen = Some(now),
                Err(error) => tracing::warn!("what the calendar asks for could not be made: {error:#}"),
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Makes what has come round by now and is not there. `seen` is the day and the configuration of the last look:
    /// nothing is new while both are the same.
    pub async fn come_round(&self, now_ms: i64, seen: Option<(Date, i64)>) -> anyhow::Result<(Date, i64)> {
        let mut config = configuration::load(&mut *self.db.begin_read().await?).await?;
        config.processes = self.processes().to_vec();
        let now = (config.calendar.date_of(now_ms), config.version);
        if seen == Some(now) {
            return Ok(now);
        }
        let asks = |process: &&Process| process.effects.iter().any(|effect| effect.every.is_some());
        for process in config.processes.iter().filter(asks) {
            let mut after = String::new();
            loop {
                let page = sqlx::query_scalar(PAGE).bind(process.id.as_str()).bind(&after).bind(PAGE_ROWS);
                let rows: Vec<String> = page.fetch_all(self.db.reader()).await?;
                let rows = rows.iter().map(|row| serde_json::from_str(row)).collect::<Result<Vec<Summary>, _>>()?;
                let Some(last) = rows.last() else { break };
                after = last.id.0.clone();
                self.make_due(rows, process.clone(), config.clone(), now_ms).await?;
            }
        }
        Ok(now)
    }

    async fn make_due(
        &self,
        rows: Vec<Summary>,
        of: Process,
        config: Configuration,
        now_ms: i64,
    ) -> anyhow::Result<()> {
        let (tx, handle) = (self.db.begin_read().await?, Handle::current());
        let births = tokio::task::spawn_blocking(move || {
            let turn = Turn::new(tx, handle);
            let mut births = vec![];
            for row in &rows {
                for (due, at_ms) in effect::come_round(&of, row, &config, now_ms) {
                    let made = due.made(&row.id);
                    if !turn.run(async |db| is_made(db, &made).await)? {
                        births.extend(make(&turn, &config, &due, (row, &of), at_ms)?);
                    }
                }
            }
            anyhow::Ok(births)
        });
        for changes in births.await??.chunks(PUSH_CHANGES_MAX) {
            self.bear(changes.to_vec()).await?;
        }
        Ok(())
    }

    async fn bear(&self, changes: Vec<PushChange>) -> anyhow::Result<()> {
        let pushed = self.push(Principal::server(), Push::new(changes)).await?;
        for answer in pushed.answers {
            if let Answer::Rejected(rejection) = answer {
                tracing::error!("what came round was refused: {:?} {}", rejection.code, rejection.say.en);
            }
        }
        Ok(())
    }
}
