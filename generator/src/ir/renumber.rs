//! Types that stand for others, and types that are left out: every id then has a new one.

use super::{Api, Content, Kind, Type, TypeDef, TypeId};

impl Api {
    /// Puts `new[id]` wherever a type says `id`.
    pub fn replace_types(&mut self, new: &[TypeId]) {
        for ty in &mut self.types {
            replace_parts(ty, new);
        }
        for id in &mut self.webhooks {
            *id = new.get(id.index()).copied().unwrap_or(*id);
        }
        for operation in &mut self.operations {
            let bodies = operation.replies.iter_mut().flat_map(|reply| reply.bodies.iter_mut().map(|(_, ty)| ty));
            bodies.for_each(|ty| replace(ty, new));
            let headers = operation.replies.iter_mut().flat_map(|reply| &mut reply.headers);
            headers.for_each(|header| replace(&mut header.ty, new));
            operation.body.iter_mut().for_each(|body| replace(&mut body.ty, new));
            operation.params.iter_mut().for_each(|param| replace(&mut param.ty, new));
        }
        self.places.iter_mut().for_each(|place| replace(&mut place.ty, new));
    }

    /// Keeps these types alone. What is kept refers to nothing else.
    pub fn retain_types(&mut self, keep: &[bool]) {
        let mut count = 0;
        let new: Vec<TypeId> = keep
            .iter()
            .map(|keep| {
                let id = TypeId::at(count);
                count += usize::from(*keep);
                id
            })
            .collect();
        let mut kept = keep.iter();
        self.types.retain(|_| *kept.next().unwrap_or(&false));
        self.webhooks.retain(|id| keep.get(id.index()) == Some(&true));
        self.places.retain(|place| place.ty.named().iter().all(|id| keep.get(id.index()) == Some(&true)));
        self.replace_types(&new);
    }
}

fn replace_parts(ty: &mut TypeDef, new: &[TypeId]) {
    match &mut ty.kind {
        Kind::Struct(item) => {
            item.fields.iter_mut().map(|field| &mut field.ty).chain(&mut item.rest).for_each(|ty| replace(ty, new));
        }
        Kind::Enum(_) => {}
        Kind::Union(union) => union.variants.iter_mut().for_each(|variant| replace(&mut variant.ty, new)),
        Kind::Alias(ty) => replace(ty, new),
        Kind::Multipart(multipart) => {
            for part in &mut multipart.parts {
                match &mut part.content {
                    Content::Upload | Content::Uploads => {}
                    Content::Value(ty) => replace(ty, new),
                }
            }
        }
    }
}

fn replace(ty: &mut Type, new: &[TypeId]) {
    match ty {
        Type::List(item) | Type::Map(item) | Type::Nullable(item) => replace(item, new),
        Type::Tuple(items) => items.iter_mut().for_each(|item| replace(item, new)),
        Type::Named(id) => *id = new.get(id.index()).copied().unwrap_or(*id),
        Type::Bool | Type::Int(_) | Type::Float(_) | Type::String(_) | Type::Bytes | Type::Binary | Type::Json => {}
    }
}
