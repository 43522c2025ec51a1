//! What pages ask to see.

use shared::id::RecordId;
use shared::principal::Principal;
use shared::query::Query;
use shared::query::kept::Kept;
use shared::record::summary::Summary;
use shared::record::{Record, event};
use shared::reminder::Reminder;
use shared::report::{Period, damage};
use shared::{desk, morning, reminder, report, rulebook};

use super::{Engine, now_ms};
use crate::message::{Failure, Found, Opened, ParkedRow, Reply, Row, Told, Unsent};
use shared::protocol::Author;

impl Engine {
    fn answer(&mut self, query: &Query) -> &Kept {
        self.answers.answer(query, &mut self.shelf, &self.config, now_ms())
    }

    pub fn list(&mut self, query: &Query, offset: u32, limit: u32) -> Reply {
        let found = self.answer(query).ids();
        let total = found.len() as u32;
        let window: Vec<RecordId> = found.skip(offset as usize).take(limit as usize).cloned().collect();
        let rows = window.iter().filter_map(|record| self.shelf.get(record)).map(|held| self.row(held)).collect();
        Reply::Rows { total, offset, rows }
    }

    pub fn ids(&mut self, query: &Query) -> Reply {
        Reply::Ids(self.answer(query).ids().cloned().collect())
    }

    pub fn count(&mut self, queries: &[Query]) -> Reply {
        Reply::Counts(queries.iter().map(|query| self.answer(query).ids().len() as u32).collect())
    }

    pub fn rows(&self, records: &[RecordId]) -> Reply {
        let held = records.iter().filter_map(|record| self.shelf.get(record));
        let rows: Vec<Row> = held.map(|held| self.row(held)).collect();
        Reply::Rows { total: rows.len() as u32, offset: 0, rows }
    }

    /// Over all kinds: at most `each` rows of one, and how many there are.
    pub fn search(&self, typed: &str, each: u32) -> Reply {
        let groups = self.shelf.search(typed, each as usize, &self.config).into_iter().map(|group| {
            let held = group.best.iter().filter_map(|record| self.shelf.get(record));
            Found { process: group.process, total: group.total, rows: held.map(|held| self.row(held)).collect() }
        });
        Reply::Found(groups.collect())
    }

    /// So that the first letter is answered as fast as the next. False when nothing is left to do.
    pub fn make_searchable(&mut self, most: usize) -> bool {
        self.shelf.make_ready(&self.config, most)
    }

    /// A record as it is now, with what its rules may ask for.
    pub async fn opened(&mut self, record: &RecordId) -> Result<Option<Opened>, Failure> {
        let Some(process) = self.process_of(record) else { return Ok(None) };
        self.load(record, &process).await?;
        let plain = self.open.get(record).map(|(replica, _)| replica.record());
        Ok(plain.and_then(|plain| self.opened_as(record, plain)))
    }

    /// The same, of a document that is open and has just been read.
    pub(super) fn opened_as(&self, record: &RecordId, plain: Record) -> Option<Opened> {
        let (replica, _) = self.open.get(record)?;
        let held = self.shelf.get(record)?;
        let actors: Vec<&str> =
            plain.conflicts().flat_map(|(_, versions)| versions).map(|version| version.actor.as_str()).collect();
        let authors = actors.into_iter().filter_map(|actor| self.author(record, actor)).collect();
        let late = event::late(replica.document(), &plain);
        let named = held.refers().filter_map(|id| self.shelf.get(&id)).map(|held| Summary::clone(&held.shown));
        let mut relatives: Vec<_> = named.chain(self.shelf.referring(record).cloned()).collect();
        shared::order::by(&mut relatives, |a, b| a.id.cmp(&b.id));
        relatives.dedup_by(|a, b| a.id == b.id);
        let (summary, mark) = (Summary::clone(&held.shown), self.mark(record));
        Some(Opened { summary, mark, record: plain, authors, late, relatives })
    }

    /// Whose actor this is: the server said so, or it is this device's own, not sent yet.
    fn author(&self, record: &RecordId, actor: &str) -> Option<Author> {
        let told = self.authors.get(actor).cloned();
        told.or_else(|| {
            let (replica, _) = self.open.get(record)?;
            let ours = replica.pending().iter().any(|pending| pending.change.actor_id().to_hex_string() == actor);
            let by_rule = self.foreseen_change(record).is_some_and(|one| one.actor_id().to_hex_string() == actor);
            let who = if by_rule { Principal::server() } else { self.principal.clone() };
            let (user, device) = (who.user, who.device);
            (ours || by_rule).then(|| Author { actor: actor.to_owned(), user, device, device_name: String::new() })
        })
    }

    pub async fn history(&mut self, record: &RecordId) -> Result<Vec<Told>, Failure> {
        let process = self.process_of(record).ok_or(Failure::NotThere)?;
        self.load(record, &process).await?;
        let Some((replica, _)) = self.open.get(record) else { return Err(Failure::NotThere) };
        let foreseen = self.foreseen_change(record);
        let waiting = replica.pending().iter().map(|pending| &pending.change).chain(&foreseen);
        let waiting: Vec<String> = waiting.map(|change| change.hash().to_string()).collect();
        let moments = event::history(replica.document());
        let told = moments.into_iter().map(|moment| Told {
            author: self.author(record, &moment.actor),
            on_server: !waiting.contains(&moment.change),
            moment,
        });
        Ok(told.collect())
    }

    pub fn unsent_rows(&self) -> Vec<Unsent> {
        let row = |one: &super::Waiting| Unsent {
            record: one.record.clone(),
            process: one.process.clone(),
            title: self.shelf.get(&one.record).map(|held| held.shown.title.clone()).unwrap_or_default(),
            at_ms: one.stamp.at_ms,
            command: one.command.clone(),
            is_decided: one.is_decided,
        };
        self.outbox.values().map(row).collect()
    }

    pub fn parked_rows(&self) -> Vec<ParkedRow> {
        let row = |one: &super::Parked| ParkedRow {
            id: one.id.clone(),
            record: one.record.clone(),
            process: one.process.clone(),
            title: one.title.clone(),
            at_ms: one.stamp.at_ms,
            command: one.command.clone(),
            why: one.why.clone(),
        };
        let mut rows: Vec<ParkedRow> = self.parked.values().map(row).collect();
        shared::order::by_key(&mut rows, |row| row.at_ms);
        rows
    }

    pub fn desk(&self) -> Reply {
        Reply::Desk(Box::new(desk::desk(self.shelf.summaries(), &self.principal, &self.config, now_ms())))
    }

    pub fn reminders(&self) -> Reply {
        // One thing that was refused is one reminder.
        let refused = self.parked.values().filter(|one| one.with.is_none()).map(|one| {
            let (process, record) = (one.process.clone(), one.record.clone());
            Reminder::refused(&one.id, process, record, one.title.clone(), one.stamp.at_ms)
        });
        let rows = self.shelf.summaries();
        Reply::Reminders(reminder::reminders(rows, refused, &self.principal, &self.config, now_ms()))
    }

    pub fn rules(&self) -> Reply {
        Reply::Rules(rulebook::sheet(self.shelf.summaries(), &self.principal, &self.config, now_ms()))
    }

    pub fn morning(&self, period: Period) -> Reply {
        let rows = self.shelf.summaries();
        Reply::Morning(morning::morning(rows, &self.principal, &self.config, period, now_ms()).map(Box::new))
    }

    pub fn damages(&self, building: &RecordId, month: &str) -> Reply {
        let period = damage::days_of_report(self.shelf.summaries(), building, month, &self.config.calendar);
        let of = |period| damage::of_building(self.shelf.summaries(), building, period, &self.config);
        Reply::Damages(period.map(of).unwrap_or_default())
    }

    pub fn report(&self, key: &str, period: Period) -> Reply {
        Reply::Report(report::report(key, self.shelf.summaries(), period, &self.config, now_ms()).map(Box::new))
    }
}
