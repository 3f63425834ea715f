//! A property that a request may leave alone, clear or set.

use super::json::{self, Json};
use super::reader::Reader;
use super::writer::Writer;

/// What to do with an optional and nullable property of something that exists already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Patch<T> {
    /// Leave it as it is: the property is not sent.
    #[default]
    Keep,
    /// Clear it: the property is sent as `null`.
    Null,
    /// Set it to this value.
    Set(T),
}

impl<T> Patch<T> {
    /// The value that is set, if one is.
    pub fn into_set(self) -> Option<T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Keep | Self::Null => None,
        }
    }
}

impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

impl<T: Json> Json for Patch<T> {
    fn blank() -> Self {
        Self::Keep
    }

    fn fill(&mut self, reader: &mut Reader<'_>) -> json::Result<()> {
        *self = Option::read(reader)?.map_or(Self::Null, Self::Set);
        Ok(())
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            Self::Set(value) => value.write(writer),
            Self::Keep | Self::Null => writer.raw("null"),
        }
    }

    fn leave_out(&mut self) -> bool {
        *self = Self::Keep;
        true
    }

    fn is_absent(&self) -> bool {
        matches!(self, Self::Keep)
    }
}
