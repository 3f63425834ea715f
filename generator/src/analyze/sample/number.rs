//! Numbers that keep to their bounds.

use crate::ir::{Bound, Domain, Float, Int};
use serde_json::{Number, Value};

/// A whole number: the example if it fits, else the one next to 1 that does.
pub(super) fn whole(int: Int, domain: Option<&Domain>, example: Option<&Value>, turn: usize) -> Value {
    let (low, high) = match int {
        Int::I32 => (i128::from(i32::MIN), i128::from(i32::MAX)),
        Int::I64 => (i128::from(i64::MIN), i128::from(i64::MAX)),
        Int::U32 => (0, i128::from(u32::MAX)),
        Int::U64 => (0, i128::from(u64::MAX)),
    };
    let end = |bound: &Option<Bound>, up: bool| bound.as_ref().and_then(|bound| inner(bound, up));
    let low = domain.and_then(|domain| end(&domain.min, true)).map_or(low, |min| min.max(low));
    let high = domain.and_then(|domain| end(&domain.max, false)).map_or(high, |max| max.min(high));
    let step = domain.and_then(|domain| exact(domain.step.as_ref()?)).filter(|step| *step > 0).unwrap_or(1);
    let fits = |number: &i128| (low..=high).contains(number) && number % step == 0;
    let given = example.and_then(Value::as_number).and_then(exact).filter(|_| turn == 0).filter(fits);
    let number = given.unwrap_or_else(|| {
        let near = 1.max(low).min(high.max(low));
        // The first multiple at or above it, or else the last one below.
        let up = near + (step - near.rem_euclid(step)) % step;
        let number = if up <= high { up } else { up - step };
        number + step * i128::try_from(turn).unwrap_or(0)
    });
    i64::try_from(number)
        .map(Value::from)
        .or_else(|_| u64::try_from(number).map(Value::from))
        .unwrap_or_else(|_| 1.into())
}

/// The outermost whole number within a bound.
#[allow(clippy::cast_possible_truncation, reason = "a float becomes the nearest whole number there is")]
fn inner(bound: &Bound, up: bool) -> Option<i128> {
    let open = i128::from(bound.open);
    match (exact(&bound.at), up) {
        (Some(whole), true) => Some(whole + open),
        (Some(whole), false) => Some(whole - open),
        (None, true) => bound.at.as_f64().map(|at| at.ceil() as i128),
        (None, false) => bound.at.as_f64().map(|at| at.floor() as i128),
    }
}

/// The number, if it is whole.
#[allow(clippy::cast_possible_truncation, reason = "checked right here")]
fn exact(number: &Number) -> Option<i128> {
    let whole = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    whole.or_else(|| number.as_f64().filter(|it| it.fract() == 0.0 && it.abs() < 1e18).map(|it| it as i128))
}

/// Any number: the example if it fits, else one near 1 that does.
pub(super) fn fraction(float: Float, domain: Option<&Domain>, example: Option<&Value>, turn: usize) -> Value {
    let end = |bound: Option<&Bound>| bound.and_then(|bound| Some((bound.at.as_f64()?, bound.open)));
    let min = end(domain.and_then(|domain| domain.min.as_ref()));
    let max = end(domain.and_then(|domain| domain.max.as_ref()));
    let fits = |number: &f64| {
        let held = match float {
            Float::F32 => number.abs() < 1e30,
            Float::F64 => true,
        };
        let above = min.is_none_or(|(min, open)| *number > min || !open && *number >= min);
        held && above && max.is_none_or(|(max, open)| *number < max || !open && *number <= max)
    };
    let step = domain.and_then(|domain| domain.step.as_ref()?.as_f64()).filter(|step| *step > 0.0);
    #[allow(clippy::cast_precision_loss, reason = "lists are short")]
    let one = 1.0 + turn as f64;
    let (low, high) = (min.map(|(min, _)| min), max.map(|(max, _)| max));
    let between = low.zip(high).map(|(low, high)| f64::midpoint(low, high));
    let above = [low, low.map(|low| low + 1.0)].into_iter().flatten();
    let below = [high, high.map(|high| high - 1.0)].into_iter().flatten();
    let made = [step, Some(one)].into_iter().flatten().chain(above).chain(below).chain(between);
    let given = example.and_then(Value::as_f64).filter(|_| turn == 0);
    given.into_iter().chain(made).find(fits).map_or_else(|| one.into(), Value::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn bound(at: &Value, open: bool) -> Option<Bound> {
        at.as_number().map(|at| Bound { at: at.clone(), open })
    }

    #[test]
    fn whole_numbers_keep_to_their_bounds() {
        let row = |min: Option<Bound>, max: Option<Bound>, step: i64| {
            let domain = Domain { min, max, step: Some(step.into()), ..Domain::default() };
            whole(Int::I32, Some(&domain), Some(&json!(7)), 0)
        };
        assert_eq!(row(None, None, 1), 7);
        assert_eq!(row(None, None, 5), 5);
        assert_eq!(row(bound(&json!(10), true), None, 1), 11);
        assert_eq!(row(bound(&json!(10.5), false), bound(&json!(99), false), 25), 25);
        assert_eq!(row(None, bound(&json!(-3), true), 1), -4);
        assert_eq!(row(bound(&json!(0), false), bound(&json!(3), false), 4), 0);
        assert_eq!(whole(Int::U64, None, Some(&json!(u64::MAX)), 0), u64::MAX);
        assert_eq!(whole(Int::U32, None, Some(&json!(-1)), 0), 1);
        assert_eq!(whole(Int::I64, None, Some(&json!(7)), 2), 3);
    }

    #[test]
    fn other_numbers_keep_to_theirs() {
        let row = |min: Option<Bound>, max: Option<Bound>| {
            fraction(Float::F64, Some(&Domain { min, max, ..Domain::default() }), None, 0)
        };
        assert_eq!(row(None, None), 1.0);
        assert_eq!(row(bound(&json!(0), true), bound(&json!(1), true)), 0.5);
        assert_eq!(row(bound(&json!(2.5), false), None), 2.5);
        assert_eq!(row(None, bound(&json!(-2), true)), -3.0);
    }
}
