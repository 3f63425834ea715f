//! Tuples: arrays of a fixed length whose items are of different types.

use super::json::{Json, Result};
use super::reader::Reader;
use super::writer::Writer;

macro_rules! tuple {
    ($($item:ident $index:tt),+) => {
        impl<$($item: Json),+> Json for ($($item,)+) {
            fn blank() -> Self {
                ($($item::blank(),)+)
            }
            fn fill(&mut self, reader: &mut Reader<'_>) -> Result<()> {
                reader.tuple(&mut [$(&mut self.$index),+])
            }
            fn write(&self, writer: &mut Writer) {
                writer.array(&mut [$(&self.$index as &dyn Json),+].into_iter());
            }
        }
    };
}

tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
