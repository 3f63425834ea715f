//! UUIDs (RFC 9562) in JSON.

use uuid::Uuid;

leaf! {
    Uuid = Self::nil(), "a UUID";
}
