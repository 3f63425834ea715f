//! Examples that compile: a call of an operation, with values of the documents where there are any.

use super::operation::{literal, required};
use super::{Crate, body, handle};
use crate::analyze::sample::{Extent, Sample, Sampler};
use crate::analyze::{Facts, Outcome};
use crate::ir::{
    Api, Body, Content, Float, Kind, Media, Multipart, OperationId, Param, Part, Presence, Struct, Text, Type, TypeId,
    Union,
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
    /// What the server may find fault with, in words.
    pub doubts: Vec<String>,
}

/// What makes up examples.
struct Maker<'a> {
    api: &'a Api,
    facts: &'a Facts,
    /// The crate's name.
    krate: &'a str,
}

/// A call of the operation; none if no value can be made up for one of its arguments.
pub fn call(api: &Api, facts: &Facts, krate: &Crate, id: OperationId, extent: Extent) -> Option<Call> {
    let (operation, own, maker) = (&api[id], &facts[id], Maker { api, facts, krate: &krate.ident });
    let mut sampler = Sampler::new(api, facts, extent);
    let mut arguments = Vec::new();
    for (param, _) in required(operation, own) {
        arguments.push(maker.param(param, &sampler.param(param)?)?);
    }
    let mut lets = String::new();
    let choice = body::choices(operation, &own.bodies).into_iter().next().flatten();
    if let Some((body, _)) = choice {
        let value = maker.body(body, &sampler.body(body)?)?;
        if value.len() > 20 {
            lets = format!("let body = {value};");
            arguments.push("body".to_owned());
        } else {
            arguments.push(value);
        }
    }
    let handles: String = handle::path(facts, &facts[own.group]).iter().map(|name| format!(".{name}()")).collect();
    let method = choice.map_or(&own.method, |(_, facts)| &facts.method);
    let mut expression = format!("client{handles}.{method}({})", arguments.join(", "));
    if extent == Extent::Full {
        let params = operation.params.iter().zip(&own.params);
        for (param, ident) in params.filter(|(param, _)| !param.required && !param.global && !param.deprecated) {
            let value = sampler.param(param).and_then(|sample| maker.param(param, &sample));
            expression += &value.map_or_else(String::new, |value| format!(".{ident}({value})"));
        }
        if let Some((body, facts)) = body::optional(operation, &own.bodies).next() {
            let value = sampler.body(body).and_then(|sample| maker.body(body, &sample));
            expression += &value.map_or_else(String::new, |value| format!(".{}({value})", facts.ident));
        }
    }
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
    let (arguments, doubts) = (arguments.len(), sampler.doubts);
    // What would end the fence of the example ends in none instead.
    (!code.contains("```")).then_some(Call { code, before, operation: expression, shown, arguments, doubts })
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
        let call = call(api, facts, krate, id, Extent::Brief)?;
        Some(call.before + &each(&format!("{}.{method}()", call.operation)))
    })
}

/// The statements that read a list of the API page by page; none if it has none.
pub fn paging(api: &Api, facts: &Facts, krate: &Crate) -> Option<String> {
    let ids = (0..api.operations.len()).map(OperationId::at);
    ids.filter(|id| facts[*id].paged.is_some()).find_map(|id| {
        let call = call(api, facts, krate, id, Extent::Brief)?;
        let (before, operation) = (call.before, call.operation);
        Some(format!(
            "{before}let mut items = {operation}.items(); \
             while let Some(item) = items.try_next().await? {{ println!(\"{{item:?}}\"); }}"
        ))
    })
}

/// The lines of an example for rustdoc: it is compiled, and never run.
pub fn doctest(api: &Api, facts: &Facts, krate: &Crate, id: OperationId) -> Vec<String> {
    let Some(call) = call(api, facts, krate, id, Extent::Brief) else { return Vec::new() };
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
    let sample = Sampler::new(api, facts, Extent::Brief).named(ty, wire)?;
    Maker { api, facts, krate: &krate.ident }.value(ty, &sample, Spot::Given)
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
    fn param(&self, param: &Param, sample: &Sample) -> Option<String> {
        match (self.api.resolve(&param.ty), sample) {
            (Type::List(item), Sample::List(items))
                if *self.api.resolve(item) == Type::String(Text::Plain) && !param.allow_empty && !items.is_empty() =>
            {
                let items = items.iter().map(|sample| self.value(item, sample, Spot::Given));
                Some(format!("[{}]", items.collect::<Option<Vec<_>>>()?.join(", ")))
            }
            (ty, sample) if param.allow_empty => self.value(ty, sample, Spot::Owned),
            (ty, sample) => self.value(ty, sample, Spot::Given),
        }
    }

    /// An argument for a body.
    fn body(&self, body: &Body, sample: &Sample) -> Option<String> {
        match (&body.media, sample) {
            (Media::Json(_) | Media::Form(_) | Media::Multipart(_), _) => self.value(&body.ty, sample, Spot::Owned),
            (_, Sample::Plain(Value::String(text))) => Some(literal(text)),
            _ => None,
        }
    }

    /// The sample as an expression of this type.
    fn value(&self, ty: &Type, sample: &Sample, spot: Spot) -> Option<String> {
        let inner = |ty: &Type, sample| self.value(ty, sample, Spot::Owned);
        Some(match (ty, sample) {
            (Type::Named(id), sample) => return self.named(*id, sample),
            (Type::Nullable(_), Sample::Plain(Value::Null)) => "None".to_owned(),
            (Type::Nullable(item), sample) => format!("Some({})", inner(item, sample)?),
            (Type::Float(float), Sample::Plain(number)) => fraction(*float, number.as_f64()?),
            (Type::Bool | Type::Int(_), Sample::Plain(value)) => value.to_string(),
            (Type::String(kind), Sample::Plain(Value::String(value))) => text(*kind, value, spot),
            (Type::Binary, Sample::Plain(Value::String(value))) => text(Text::Plain, value, Spot::Owned),
            (Type::Bytes, Sample::Plain(_)) => "b\"bytes\".to_vec().into()".to_owned(),
            (Type::Json, Sample::Plain(value)) => format!("serde_json::json!({value})"),
            (Type::List(item), Sample::List(items)) => {
                let items = items.iter().map(|sample| inner(item, sample));
                format!("vec![{}]", items.collect::<Option<Vec<_>>>()?.join(", "))
            }
            (Type::Tuple(types), Sample::List(items)) => {
                let items = types.iter().zip(items).map(|(ty, sample)| Some(inner(ty, sample)? + ","));
                format!("({})", items.collect::<Option<String>>()?)
            }
            (Type::Map(item), Sample::Map(entries)) => {
                let entries = entries.iter();
                let entries = entries
                    .map(|(key, sample)| Some(format!("({}.to_owned(), {})", literal(key), inner(item, sample)?)));
                format!("[{}].into()", entries.collect::<Option<Vec<_>>>()?.join(", "))
            }
            // A sample is made for its type, so that no other pairs come.
            (
                Type::Bool
                | Type::Int(_)
                | Type::Float(_)
                | Type::String(_)
                | Type::Bytes
                | Type::Binary
                | Type::Json
                | Type::List(_)
                | Type::Tuple(_)
                | Type::Map(_),
                Sample::Plain(_)
                | Sample::List(_)
                | Sample::Map(_)
                | Sample::Fields(_)
                | Sample::Variant(..)
                | Sample::File,
            ) => return None,
        })
    }

    fn named(&self, id: TypeId, sample: &Sample) -> Option<String> {
        let own = &self.facts[id];
        match (&self.api[id].kind, sample) {
            (Kind::Alias(ty), _) => self.value(ty, sample, Spot::Owned),
            (Kind::Enum(values), Sample::Plain(value)) => {
                let index = values.iter().position(|known| known.wire == *value)?;
                own.variants.get(index).map(|variant| format!("types::{}::{variant}", own.ident))
            }
            (Kind::Union(union), Sample::Variant(at, sample)) => self.union(id, union, *at, sample),
            (Kind::Struct(item), Sample::Fields(fields)) => self.strukt(id, item, fields),
            (Kind::Multipart(multipart), Sample::Fields(parts)) => self.multipart(id, multipart, parts),
            (Kind::Enum(_) | Kind::Union(_) | Kind::Struct(_) | Kind::Multipart(_), _) => None,
        }
    }

    fn union(&self, id: TypeId, union: &Union, at: usize, sample: &Sample) -> Option<String> {
        let own = &self.facts[id];
        let (variant, ident) = union.variants.get(at).zip(own.variants.get(at))?;
        let value = self.value(&variant.ty, sample, Spot::Owned)?;
        let boxed = matches!(variant.ty, Type::Named(_) | Type::Tuple(_));
        let value = if boxed { format!("Box::new({value})") } else { value };
        Some(format!("types::{}::{ident}({value})", own.ident))
    }

    /// `new` with what is required, and setters for the rest.
    fn strukt(&self, id: TypeId, item: &Struct, samples: &[(usize, Sample)]) -> Option<String> {
        let own = &self.facts[id];
        let (mut arguments, mut setters) = (Vec::new(), String::new());
        for (at, sample) in samples {
            let (field, facts) = item.fields.get(*at).zip(own.fields.get(*at))?;
            let boxed = |value: String| if facts.boxed { format!("Box::new({value})") } else { value };
            match facts.presence {
                Presence::Required => arguments.push(self.value(&field.ty, sample, Spot::Given)?),
                Presence::Nullable if *sample == Sample::Plain(Value::Null) => arguments.push("None".to_owned()),
                Presence::Nullable => {
                    arguments.push(format!("Some({})", boxed(self.value(&field.ty, sample, Spot::Owned)?)));
                }
                Presence::Optional => {
                    setters += &format!(".{}({})", facts.ident, self.value(&field.ty, sample, Spot::Given)?);
                }
                Presence::OptionalNullable => {
                    setters += &format!(".{}({})", facts.ident, boxed(self.value(&field.ty, sample, Spot::Owned)?));
                }
            }
        }
        Some(format!("types::{}::new({}){setters}", own.ident, arguments.join(", ")))
    }

    /// `new` with the parts that are required, and setters for the rest.
    fn multipart(&self, id: TypeId, multipart: &Multipart, samples: &[(usize, Sample)]) -> Option<String> {
        let own = &self.facts[id];
        let upload = |part: &Part| format!("{}::runtime::Upload::file({})", self.krate, literal(&part.wire));
        let (mut arguments, mut setters) = (Vec::new(), String::new());
        for (at, sample) in samples {
            let (part, facts) = multipart.parts.get(*at).zip(own.fields.get(*at))?;
            let value = match &part.content {
                Content::Upload => upload(part),
                Content::Uploads => format!("vec![{}]", upload(part)),
                Content::Value(ty) => self.value(ty, sample, Spot::Given)?,
            };
            if part.required {
                arguments.push(value);
            } else {
                setters += &format!(".{}({value})", facts.ident);
            }
        }
        Some(format!("types::{}::new({}){setters}", own.ident, arguments.join(", ")))
    }
}

fn fraction(float: Float, number: f64) -> String {
    #[allow(clippy::cast_possible_truncation, reason = "the type has no more digits")]
    match float {
        Float::F32 => format!("{:?}", number as f32),
        Float::F64 => format!("{number:?}"),
    }
}

fn text(text: Text, value: &str, spot: Spot) -> String {
    match (text, spot) {
        (Text::Plain, Spot::Given) => literal(value),
        (Text::Plain, Spot::Owned) => format!("{}.to_owned()", literal(value)),
        (Text::DateTime | Text::Date | Text::Ip | Text::Ipv4 | Text::Ipv6 | Text::Uuid, _) => {
            format!("{}.parse()?", literal(value))
        }
    }
}
