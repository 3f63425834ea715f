//! Dates and times (RFC 3339) in JSON.

use chrono::{DateTime, NaiveDate, NaiveDateTime, SecondsFormat, Utc};

leaf! {
    DateTime<Utc> = Self::UNIX_EPOCH,
        // Many servers forget the offset; what they write then is UTC.
        |reader| reader.text("a date-time", |text| {
            text.parse().ok().or_else(|| Some(text.parse::<NaiveDateTime>().ok()?.and_utc()))
        }),
        |value, writer| writer.string(&value.to_rfc3339_opts(SecondsFormat::AutoSi, true));
}

leaf! {
    NaiveDate = Self::default(), "a date";
}
