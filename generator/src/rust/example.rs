//! Examples that compile: a call of an operation, with values of the documents where there are any.

use super::operation::{literal, required};
use super::{Crate, body, handle};
use crate::analyze::{Facts, Outcome};
use crate::ir::{
    Access, Api, Content, Float, Form, Int, Kind, Media, OperationId, Param, Part, Presence, Scalars, Struct, Text,
    Type, TypeId, Union,
};
use serde_json::Value;

/// A call, as statements of Rust.
pub struct Call {
    /// The statements; the last one sends.
    pub code: String,
    /// The statements before the one that sends.
    pub before: String,
    /// The expression that makes the operation: `client.models().get("model_id")`.
    pub operation: String,
    /// Whether it gives something to look at.
    pub shown: bool,
    /// How many arguments it takes.
    pub arguments: usize,
}

/// How deep values may be nested; a deeper one is no help to anyone.
const DEPTH: usize = 5;

/// How many optional properties of an object are shown.
const SETTERS: usize = 4;

/// What makes up examples.
struct Maker<'a> {
    api: &'a Api,
    facts: &'a Facts,
    /// The crate's name.
    krate: &'a str,
}

/// A call of the operation; none if no value can be made up for one of its arguments.
pub fn call(api: &Api, facts: &Facts, krate: &Crate, id: OperationId) -> Option<Call> {
    let (operation, own, maker) = (&api[id], &facts[id], Maker { api, facts, krate: &krate.ident });
    let mut arguments = Vec::new();
    for (param, _) in required(operation, own) {
        arguments.push(maker.param(param)?);
    }
    let mut lets = String::new();
    let choice = body::choices(operation, &own.bodies).into_iter().next().flatten();
    if let Some((body, _)) = choice {
        let example = body.examples.first().map(|example| &example.value);
        let value = match &body.media {
            Media::Json(_) | Media::Form(_) | Media::Multipart(_) => {
                maker.value(&body.ty, "body", example, Spot::Owned, 0)?
            }
            Media::Text(_) | Media::Bytes(_) | Media::Events(_) | Media::Lines(_) | Media::Sequence(_) => literal("…"),
        };
        if value.len() > 20 {
            lets = format!("let body = {value};");
            arguments.push("body".to_owned());
        } else {
            arguments.push(value);
        }
    }
    let handles: String = handle::path(facts, &facts[own.group]).iter().map(|name| format!(".{name}()")).collect();
    let method = choice.map_or(&own.method, |(_, facts)| &facts.method);
    let expression = format!("client{handles}.{method}({})", arguments.join(", "));
    let typed = lets.contains("types::") || expression.contains("types::");
    let uses = if typed { format!("use {}::types;", krate.ident) } else { String::new() };
    let before = uses + &lets;
    let sent = match &own.reply {
        Outcome::Empty => format!("{expression}.send().await?;"),
        reply if reply.is_stream() => each(&format!("{expression}.send()")),
        _ => format!("let reply = {expression}.send().await?;"),
    };
    let code = format!("{before}{sent}");
    let shown = matches!(own.reply, Outcome::Json(_));
    // What would end the fence of the example ends in none instead.
    (!code.contains("```")).then_some(Call { code, before, operation: expression, shown, arguments: arguments.len() })
}

/// Statements that take a stream item by item; `call` gives it.
fn each(call: &str) -> String {
    format!(
        "let mut items = {call}.await?; while let Some(item) = items.try_next().await? {{ println!(\"{{item:?}}\"); }}"
    )
}

/// The statements that read a stream of the API, and the lines before them; none if it has no streams.
pub fn stream(api: &Api, facts: &Facts, krate: &Crate) -> Option<String> {
    (0..api.operations.len()).map(OperationId::at).find_map(|id| {
        let own = &facts[id];
        let method = match own.streams.first() {
            Some(stream) => super::reply::method(stream),
            None if own.reply.is_stream() => "send",
            None => return None,
        };
        let call = call(api, facts, krate, id)?;
        Some(call.before + &each(&format!("{}.{method}()", call.operation)))
    })
}

/// The statements that read a list of the API page by page; none if it has none.
pub fn paging(api: &Api, facts: &Facts, krate: &Crate) -> Option<String> {
    let ids = (0..api.operations.len()).map(OperationId::at);
    ids.filter(|id| facts[*id].paged.is_some()).find_map(|id| {
        let call = call(api, facts, krate, id)?;
        let (before, operation) = (call.before, call.operation);
        Some(format!(
            "{before}let mut items = {operation}.items(); \
             while let Some(item) = items.try_next().await? {{ println!(\"{{item:?}}\"); }}"
        ))
    })
}

/// The lines of an example for rustdoc: it is compiled, and never run.
pub fn doctest(api: &Api, facts: &Facts, krate: &Crate, id: OperationId) -> Vec<String> {
    let Some(call) = call(api, facts, krate, id) else { return Vec::new() };
    let ident = &krate.ident;
    let begin = format!("# async fn example(client: &{ident}::Client) -> {} {{", result(&call.code, ident));
    let fence = ["```no_run".to_owned(), begin].into_iter();
    fence.chain(statements(&call.code)).chain(["# Ok(())", "# }", "```"].map(str::to_owned)).collect()
}

/// What a function with these statements gives: the crate's error, unless something else may fail too.
pub fn result(code: &str, krate: &str) -> String {
    if code.contains(".parse()?") {
        "Result<(), Box<dyn std::error::Error>>".to_owned()
    } else {
        format!("Result<(), {krate}::Error>")
    }
}

/// The statements, formatted, without the function that they stand in.
pub fn statements(code: &str) -> Vec<String> {
    let Ok(file) = syn::parse_str::<syn::File>(&format!("fn example() {{ {code} }}")) else {
        // Only a mistake in this file leads here; the compiler will then point at the very statements.
        return vec![code.to_owned()];
    };
    let text = prettyplease::unparse(&file);
    let body = text.lines().skip(1).filter(|line| *line != "}");
    body.map(|line| line.strip_prefix("    ").unwrap_or(line).to_owned()).collect()
}

/// A value of this type, for an argument that takes it as it is.
pub fn value(api: &Api, facts: &Facts, krate: &Crate, ty: &Type, wire: &str) -> Option<String> {
    Maker { api, facts, krate: &krate.ident }.value(ty, wire, None, Spot::Given, 0)
}

/// What takes a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spot {
    /// An argument that takes everything which becomes a string.
    Given,
    /// Something that holds a `String`.
    Owned,
}

impl Maker<'_> {
    /// An argument for a parameter.
    fn param(&self, param: &Param) -> Option<String> {
        let default = param.default.as_ref();
        match self.api.resolve(&param.ty) {
            Type::List(item) if *self.api.resolve(item) == Type::String(Text::Plain) && !param.allow_empty => {
                let example = default.and_then(|list| list.get(0));
                Some(format!("[{}]", self.value(item, &param.wire, example, Spot::Given, 0)?))
            }
            ty if param.allow_empty => self.value(ty, &param.wire, default, Spot::Owned, 0),
            ty => self.value(ty, &param.wire, default, Spot::Given, 0),
        }
    }

    /// An expression of this type: the example, if it fits, else something made up.
    fn value(&self, ty: &Type, wire: &str, example: Option<&Value>, spot: Spot, depth: usize) -> Option<String> {
        let inner = |ty: &Type, example| self.value(ty, wire, example, Spot::Owned, depth);
        Some(match ty {
            Type::Bool => example.and_then(Value::as_bool).unwrap_or(true).to_string(),
            Type::Int(int) => whole(*int, example),
            Type::Float(float) => fraction(*float, example),
            Type::String(text) => self::text(*text, wire, example, spot),
            Type::Bytes => "b\"bytes\".to_vec().into()".to_owned(),
            // As everywhere inside JSON: in other bodies it is no value.
            Type::Binary => text(Text::Plain, wire, example, Spot::Owned),
            Type::Json => {
                let example = example.map(Value::to_string).filter(|text| text.len() <= 80);
                format!("serde_json::json!({})", example.as_deref().unwrap_or("{}"))
            }
            Type::List(item) => {
                let example = example.and_then(Value::as_array).and_then(|list| list.first());
                format!("vec![{}]", inner(item, example)?)
            }
            Type::Tuple(items) => {
                let example = |at: usize| example.and_then(|list| list.get(at));
                let items = items.iter().enumerate().map(|(at, item)| Some(inner(item, example(at))? + ","));
                format!("({})", items.collect::<Option<String>>()?)
            }
            Type::Map(item) => {
                let example = example.and_then(Value::as_object).and_then(|map| map.iter().next());
                let key = example.map_or("key", |(key, _)| key.as_str());
                format!("[({}.to_owned(), {})].into()", literal(key), inner(item, example.map(|(_, value)| value))?)
            }
            Type::Nullable(_) if example == Some(&Value::Null) => "None".to_owned(),
            Type::Nullable(item) => format!("Some({})", inner(item, example)?),
            Type::Named(id) => return self.named(*id, wire, example, depth + 1),
        })
    }

    fn named(&self, id: TypeId, wire: &str, example: Option<&Value>, depth: usize) -> Option<String> {
        let (def, own) = (&self.api[id], &self.facts[id]);
        let example = example.or_else(|| def.examples.first().map(|example| &example.value));
        if depth > DEPTH {
            return None;
        }
        match &def.kind {
            Kind::Alias(ty) => self.value(ty, wire, example, Spot::Owned, depth),
            Kind::Enum(values) => {
                let index = values.iter().position(|value| example == Some(&value.wire)).unwrap_or(0);
                own.variants.get(index).map(|variant| format!("types::{}::{variant}", own.ident))
            }
            Kind::Union(union) => self.union(id, union, wire, example, depth),
            Kind::Struct(item) => self.strukt(id, item, example, depth),
            Kind::Form(form) => self.form(id, form, example, depth),
        }
    }

    /// The variant that the example is of, else the first one that can be made up.
    fn union(&self, id: TypeId, union: &Union, wire: &str, example: Option<&Value>, depth: usize) -> Option<String> {
        let own = &self.facts[id];
        let tag = union.tag.as_ref().and_then(|tag| example?.get(tag)).and_then(Value::as_str);
        let variants = || union.variants.iter().zip(&own.variants);
        let of_example = variants().filter(|(variant, _)| match tag {
            Some(tag) => variant.tag.as_deref() == union.announced(tag),
            None => example.is_some_and(|example| self.fits(&variant.ty, example)),
        });
        of_example.map(|it| (it, example)).chain(variants().map(|it| (it, None))).find_map(
            |((variant, ident), example)| {
                let value = self.value(&variant.ty, wire, example, Spot::Owned, depth)?;
                let boxed = matches!(variant.ty, Type::Named(_) | Type::Tuple(_));
                let value = if boxed { format!("Box::new({value})") } else { value };
                Some(format!("types::{}::{ident}({value})", own.ident))
            },
        )
    }

    /// `new` with what is required, and setters for what the example holds beside it.
    fn strukt(&self, id: TypeId, item: &Struct, example: Option<&Value>, depth: usize) -> Option<String> {
        let own = &self.facts[id];
        let (mut arguments, mut setters) = (Vec::new(), Vec::new());
        for (field, facts) in item.fields.iter().zip(&own.fields) {
            let example = example.and_then(|object| object.get(&field.wire));
            let value = |spot| self.value(&field.ty, &field.wire, example, spot, depth);
            let boxed = |value: String| if facts.boxed { format!("Box::new({value})") } else { value };
            match facts.presence {
                Presence::Required => arguments.push(value(Spot::Given)?),
                Presence::Nullable if example == Some(&Value::Null) => arguments.push("None".to_owned()),
                Presence::Nullable => arguments.push(
                    value(Spot::Owned).map_or_else(|| "None".to_owned(), |value| format!("Some({})", boxed(value))),
                ),
                Presence::Optional | Presence::OptionalNullable => {
                    let settable = !field.deprecated && field.access != Access::ReadOnly;
                    let wanted = settable && example.is_some_and(|it| !it.is_null());
                    let patch = facts.presence == Presence::OptionalNullable;
                    let value = wanted.then(|| value(if patch { Spot::Owned } else { Spot::Given })).flatten();
                    let value = if patch { value.map(boxed) } else { value };
                    setters.extend(value.map(|value| format!(".{}({value})", facts.ident)));
                }
            }
        }
        setters.truncate(SETTERS);
        let new = format!("types::{}::new({}){}", own.ident, arguments.join(", "), setters.concat());
        own.reach.written.then_some(new)
    }

    /// `new` with the parts that are required.
    fn form(&self, id: TypeId, form: &Form, example: Option<&Value>, depth: usize) -> Option<String> {
        let upload = |part: &Part| format!("{}::runtime::Upload::file({})", self.krate, literal(&part.wire));
        let required = form.parts.iter().filter(|part| part.required);
        let arguments = required.map(|part| match &part.content {
            Content::Upload => Some(upload(part)),
            Content::Uploads => Some(format!("vec![{}]", upload(part))),
            Content::Value(ty) => {
                self.value(ty, &part.wire, example.and_then(|it| it.get(&part.wire)), Spot::Given, depth)
            }
        });
        let arguments: Vec<String> = arguments.collect::<Option<_>>()?;
        Some(format!("types::{}::new({})", self.facts[id].ident, arguments.join(", ")))
    }

    /// Whether an example has the outer shape of a type.
    fn fits(&self, ty: &Type, example: &Value) -> bool {
        match self.api.resolve(ty) {
            Type::Bool => example.is_boolean(),
            Type::Int(_) => example.is_i64() || example.is_u64(),
            Type::Float(_) => example.is_number(),
            Type::String(_) | Type::Bytes | Type::Binary => example.is_string(),
            Type::Json => true,
            Type::List(_) | Type::Tuple(_) => example.is_array(),
            Type::Map(_) => example.is_object(),
            Type::Nullable(item) => example.is_null() || self.fits(item, example),
            Type::Named(id) => match &self.api[*id].kind {
                Kind::Enum(values) => Scalars::of(values).hold(example),
                Kind::Alias(_) | Kind::Union(_) => true,
                Kind::Form(_) => false,
                Kind::Struct(item) => item.fields.iter().all(|field| {
                    let needed = matches!(field.presence, Presence::Required | Presence::Nullable);
                    !needed || example.get(&field.wire).is_some()
                }),
            },
        }
    }
}

fn whole(int: Int, example: Option<&Value>) -> String {
    let number = example.and_then(|it| it.as_i64().map(i128::from).or_else(|| it.as_u64().map(i128::from)));
    let fits = |number: &i128| match int {
        Int::I32 => i32::try_from(*number).is_ok(),
        Int::I64 => i64::try_from(*number).is_ok(),
        Int::U32 => u32::try_from(*number).is_ok(),
        Int::U64 => u64::try_from(*number).is_ok(),
    };
    number.filter(fits).unwrap_or(1).to_string()
}

fn fraction(float: Float, example: Option<&Value>) -> String {
    let fits = |number: &f64| match float {
        Float::F32 => number.abs() < 1e30,
        Float::F64 => true,
    };
    format!("{:?}", example.and_then(Value::as_f64).filter(fits).unwrap_or(1.0))
}

fn text(text: Text, wire: &str, example: Option<&Value>, spot: Spot) -> String {
    // A long text says less about the call than the name of what it stands for.
    let short = |text: &&str| text.chars().count() <= 50 && !text.contains('\n');
    let example = example.and_then(Value::as_str).filter(short);
    let parsed = |fallback: &str| format!("{}.parse()?", literal(example.unwrap_or(fallback)));
    match (text, spot) {
        (Text::Plain, Spot::Given) => literal(example.unwrap_or(wire)),
        (Text::Plain, Spot::Owned) => format!("{}.to_owned()", literal(example.unwrap_or(wire))),
        (Text::DateTime, _) => parsed("2026-01-31T12:00:00Z"),
        (Text::Date, _) => parsed("2026-01-31"),
        (Text::Ip | Text::Ipv4, _) => parsed("192.0.2.1"),
        (Text::Ipv6, _) => parsed("2001:db8::1"),
        (Text::Uuid, _) => parsed("018f5f5e-7c1e-7cc0-9d1c-6b1e3f0a2b4d"),
    }
}
