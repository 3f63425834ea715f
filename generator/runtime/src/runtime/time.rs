//! Dates and times (RFC 3339) in JSON.

use chrono::{DateTime, NaiveDate, NaiveDateTime, SecondsFormat, Utc};

use super::json::{self, Json};
use super::reader::Reader;
use super::writer::Writer;

impl Json for DateTime<Utc> {
    fn blank() -> Self {
        Self::UNIX_EPOCH
    }

    fn fill(&mut self, reader: &mut Reader<'_>) -> json::Result<()> {
        // Many servers forget the offset; what they write then is UTC.
        *self = reader.text("a date-time", |text| {
            text.parse().ok().or_else(|| Some(text.parse::<NaiveDateTime>().ok()?.and_utc()))
        })?;
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        writer.string(&self.to_rfc3339_opts(SecondsFormat::AutoSi, true));
    }
}

impl Json for NaiveDate {
    fn blank() -> Self {
        Self::default()
    }

    fn fill(&mut self, reader: &mut Reader<'_>) -> json::Result<()> {
        *self = reader.text("a date", |text| text.parse().ok())?;
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        writer.string(&self.to_string());
    }
}
