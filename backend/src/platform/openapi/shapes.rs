//! Schemas as generators of clients want them: what has a name is referred to by it, never written out
//! a second time, and a choice by a tag says which tag is which.

use utoipa::openapi::schema::{ArrayItems, Discriminator, OneOf, Schema};
use utoipa::openapi::{OpenApi, Ref, RefOr};

/// Names the arguments of generic types and the variants of tagged choices.
pub fn name_parts(api: &mut OpenApi) {
    let Some(components) = &mut api.components else { return };
    let names: Vec<String> = components.schemas.keys().cloned().collect();
    let mut variants = Vec::new();
    for (name, schema) in &mut components.schemas {
        let RefOr::T(schema) = schema else { continue };
        if let Schema::OneOf(choice) = schema {
            variants.extend(name_variants(name, choice));
        }
        let Some((field, argument)) = argument_of(name) else { continue };
        if names.iter().any(|known| known == argument) {
            name_argument(schema, field, argument);
        }
    }
    components.schemas.extend(variants);
}

/// The field of a generic type that holds its argument, and the argument's name.
fn argument_of(name: &str) -> Option<(&'static str, &str)> {
    let of = |prefix, field| name.strip_prefix(prefix).map(|argument| (field, argument));
    of("Page_", "items").or_else(|| of("Named_", "id"))
}

fn name_argument(schema: &mut Schema, field: &str, argument: &str) {
    let Schema::Object(object) = schema else { return };
    let Some(property) = object.properties.get_mut(field) else { return };
    let reference = RefOr::Ref(Ref::from_schema_name(argument));
    match property {
        RefOr::T(Schema::Array(list)) => list.items = ArrayItems::RefOrSchema(Box::new(reference)),
        property => *property = reference,
    }
}

/// Takes the variants out of a choice by a tag and leaves references, with the tag's words beside them.
fn name_variants(name: &str, choice: &mut OneOf) -> Vec<(String, RefOr<Schema>)> {
    let tags: Option<Vec<(String, String)>> = choice.items.iter().map(tag_of).collect();
    let Some(tags) = tags else { return Vec::new() };
    let Some((field, _)) = tags.first() else { return Vec::new() };
    let mut discriminator = Discriminator::new(field.clone());
    let mut variants = Vec::new();
    for (item, (_, word)) in choice.items.iter_mut().zip(tags) {
        let own = format!("{name}{}", in_pascal_case(&word));
        let reference = Ref::from_schema_name(&own);
        discriminator.mapping.insert(word, reference.ref_location.clone());
        variants.push((own, std::mem::replace(item, RefOr::Ref(reference))));
    }
    choice.discriminator = Some(discriminator);
    variants
}

/// The tag of a variant: a required text that can be one word alone.
fn tag_of(variant: &RefOr<Schema>) -> Option<(String, String)> {
    let RefOr::T(schema) = variant else { return None };
    match schema {
        Schema::Object(object) => object.properties.iter().find_map(|(field, property)| {
            let RefOr::T(Schema::Object(property)) = property else { return None };
            match property.enum_values.as_deref() {
                Some([word]) => Some((field.clone(), word.as_str()?.to_owned())),
                _ => None,
            }
        }),
        Schema::AllOf(parts) => parts.items.iter().find_map(tag_of),
        _ => None,
    }
}

fn in_pascal_case(word: &str) -> String {
    word.split('_')
        .flat_map(|part| {
            let (first, rest) = part.split_at(part.len().min(1));
            [first.to_uppercase(), rest.to_owned()]
        })
        .collect()
}
