//! Addresses of the Internet Protocol in JSON and in parameters.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::json::{Json, Result};
use super::reader::Reader;
use super::writer::Writer;

macro_rules! address {
    ($($ty:ident = $blank:expr, $want:literal;)*) => {$(
        impl Json for $ty {
            fn blank() -> Self {
                $blank
            }
            fn fill(&mut self, reader: &mut Reader<'_>) -> Result<()> {
                *self = reader.text($want, |text| text.parse().ok())?;
                Ok(())
            }
            fn write(&self, writer: &mut Writer) {
                writer.string(&self.to_string());
            }
        }
    )*};
}

address! {
    IpAddr = Self::V4(Ipv4Addr::UNSPECIFIED), "an IP address";
    Ipv4Addr = Self::UNSPECIFIED, "an IPv4 address";
    Ipv6Addr = Self::UNSPECIFIED, "an IPv6 address";
}
