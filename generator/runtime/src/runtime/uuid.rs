//! UUIDs (RFC 9562) in JSON.

use uuid::Uuid;

use super::json::{self, Json};
use super::reader::Reader;
use super::writer::Writer;

impl Json for Uuid {
    fn blank() -> Self {
        Self::nil()
    }

    fn fill(&mut self, reader: &mut Reader<'_>) -> json::Result<()> {
        *self = reader.text("a UUID", |text| text.parse().ok())?;
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        writer.string(&self.to_string());
    }
}
