//! `[types]`: the types of Rust that a format may be given.

use crate::ir::{Float, Int, Text};
use serde::Deserialize;

/// The types that a format may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum RustType {
    /// The text as it is.
    #[serde(rename = "string")]
    String,
    /// A moment.
    #[serde(rename = "chrono::DateTime")]
    DateTime,
    /// A day.
    #[serde(rename = "chrono::NaiveDate")]
    Date,
    /// A UUID.
    #[serde(rename = "uuid::Uuid")]
    Uuid,
    /// An address of either version.
    #[serde(rename = "std::net::IpAddr")]
    Ip,
    /// An address of version 4.
    #[serde(rename = "std::net::Ipv4Addr")]
    Ipv4,
    /// An address of version 6.
    #[serde(rename = "std::net::Ipv6Addr")]
    Ipv6,
    /// A whole number of 32 bits.
    #[serde(rename = "i32")]
    I32,
    /// A whole number of 64 bits.
    #[serde(rename = "i64")]
    I64,
    /// A whole number of 32 bits, not negative.
    #[serde(rename = "u32")]
    U32,
    /// A whole number of 64 bits, not negative.
    #[serde(rename = "u64")]
    U64,
    /// A number of 32 bits.
    #[serde(rename = "f32")]
    F32,
    /// A number of 64 bits.
    #[serde(rename = "f64")]
    F64,
}

impl RustType {
    /// The text that it is, if it is one.
    pub const fn text(self) -> Option<Text> {
        match self {
            Self::String => Some(Text::Plain),
            Self::DateTime => Some(Text::DateTime),
            Self::Date => Some(Text::Date),
            Self::Uuid => Some(Text::Uuid),
            Self::Ip => Some(Text::Ip),
            Self::Ipv4 => Some(Text::Ipv4),
            Self::Ipv6 => Some(Text::Ipv6),
            Self::I32 | Self::I64 | Self::U32 | Self::U64 | Self::F32 | Self::F64 => None,
        }
    }

    /// The whole number that it is, if it is one.
    pub const fn int(self) -> Option<Int> {
        match self {
            Self::I32 => Some(Int::I32),
            Self::I64 => Some(Int::I64),
            Self::U32 => Some(Int::U32),
            Self::U64 => Some(Int::U64),
            _ => None,
        }
    }

    /// The float that it is, if it is one.
    pub const fn float(self) -> Option<Float> {
        match self {
            Self::F32 => Some(Float::F32),
            Self::F64 => Some(Float::F64),
            _ => None,
        }
    }
}
