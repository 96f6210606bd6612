//! The API's description: OpenAPI 3.1, from the code.

use super::problem;
use serde_json::Value;
use std::collections::BTreeSet;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Ref, RefOr};
use utoipa::openapi::{ResponseBuilder, tag::TagBuilder};
use utoipa::{PartialSchema, ToSchema};

const ABOUT: &str = "Plans field crews: jobs, crews, skills, travel times and time windows in; \
    who goes where and when out, checked by a verifier that shares nothing with the planner, with \
    a reason for every job left out.\n\n\
    Limits: a body has at most 64 MiB (`--max-body`), a request at most 10,000 jobs, 12,000 \
    visits, 2,000 crews and 20,000 shifts; larger bodies are refused before they are read, larger \
    requests before they are planned. Errors are problem details (RFC 9457) whose `type` leads to \
    a page that explains them.";

/// The description without paths.
pub fn frame() -> OpenApi {
    let tags = [
        ("schedules", "Plans on demand"),
        ("batches", "Many plans at once"),
        ("calendars", "Which plan the field works by"),
        ("plans", "Plans that are there already: priced, checked, compared"),
        ("catalogue", "What there is to look up"),
        ("service", "The service itself"),
    ];
    let tag =
        |(name, text): (&str, &str)| TagBuilder::new().name(name).description(Some(text)).build();
    let licence =
        LicenseBuilder::new().name("MIT OR Apache-2.0").identifier(Some("MIT OR Apache-2.0"));
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Callboard")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(ABOUT))
                .license(Some(licence.build()))
                .build(),
        )
        .tags(Some(tags.map(tag)))
        .build()
}

/// The description as it is served: with what can go wrong with each operation, and with requests
/// as the door reads them.
pub fn finish(mut api: OpenApi) -> Value {
    let components = api.components.get_or_insert_with(Default::default);
    let mut schemas: Vec<(String, RefOr<Schema>)> = Vec::new();
    problem::Problem::schemas(&mut schemas);
    schemas.push((problem::Problem::name().into_owned(), problem::Problem::schema()));
    components.schemas.extend(schemas);
    for (path, item) in &mut api.paths.paths {
        let named = path.contains('{');
        for operation in operations(item) {
            let body = operation.request_body.is_some();
            for kind in problem::ALL.iter().filter(|kind| may(kind, path, named, body)) {
                add(operation, kind);
            }
            let id = operation.operation_id.clone().unwrap_or_default();
            for kind in of_change(&id) {
                add(operation, kind);
            }
        }
    }
    // A description has only text keys.
    let mut api = serde_json::to_value(&api).expect("a description can always be written");
    let schemas = &mut api["components"]["schemas"];
    let example = verification_example();
    schemas["EvaluationRequest"]["example"] = serde_json::json!({
        "request": &example["request"], "plan": &example["plan"],
        "change": {"job": &example["plan"]["routes"][0]["stops"][0]["job"]},
    });
    schemas["ComparisonRequest"]["example"] = serde_json::json!({
        "requests": [&example["request"]], "work": 100,
    });
    schemas["PublishRequest"]["example"] = serde_json::json!({
        "run": format!("sch_{}", "0".repeat(32)),
    });
    schemas["PatchOperation"]["example"] = serde_json::json!({
        "op": "replace", "path": "/problem/jobs/J-07/duration", "value": "PT2H",
    });
    schemas["WebhookRequest"]["example"] = serde_json::json!({
        "url": "http://hooks.example/callboard", "events": ["calendar.published"],
    });
    schemas["BatchRequest"]["example"] = serde_json::json!({
        "name": "night", "requests": [&example["request"]],
    });
    schemas["VerificationRequest"]["example"] = example;
    for name in asked(&api) {
        absent_not_null(&mut api["components"]["schemas"][name]);
    }
    api
}

/// What can go wrong besides with an operation that changes something or is not for everybody.
fn of_change(id: &str) -> &'static [&'static problem::Kind] {
    match id {
        "putCalendar" => &[&problem::CHANGED, &problem::CONDITION, &problem::FORBIDDEN],
        "stopSchedule" | "stopComparison" => &[&problem::CHANGED, &problem::FORBIDDEN],
        "stopBatch" | "postSchedule" | "postComparison" | "postBatch" | "postRevision" => {
            &[&problem::FORBIDDEN]
        }
        "listChanges" | "listWebhooks" | "postWebhook" | "removeWebhook" => &[&problem::FORBIDDEN],
        _ => &[],
    }
}

/// The schemas that only requests are made of.
fn asked(api: &Value) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let bodies = [
        "ScheduleRequest",
        "EvaluationRequest",
        "VerificationRequest",
        "ComparisonRequest",
        "PatchOperation",
    ];
    let mut open: Vec<String> = bodies.map(str::to_owned).into();
    while let Some(name) = open.pop() {
        // Plans come back as they were printed, nulls included.
        if name == "Plan" || !seen.insert(name.clone()) {
            continue;
        }
        let text = api["components"]["schemas"][&name].to_string();
        let parts = text.split("#/components/schemas/").skip(1);
        open.extend(parts.filter_map(|part| Some(part.split('"').next()?.to_owned())));
    }
    seen
}

/// An optional key of a request may be absent, and is a fault where it is null.
fn absent_not_null(schema: &mut Value) {
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
        return;
    };
    for property in properties.values_mut() {
        if let Some(kinds) = property.get_mut("type").and_then(Value::as_array_mut) {
            kinds.retain(|kind| kind != "null");
            if let [one] = kinds.as_slice() {
                property["type"] = one.clone();
            }
        }
        let Some(choices) = property.get_mut("oneOf").and_then(Value::as_array_mut) else {
            continue;
        };
        choices.retain(|choice| choice["type"] != "null");
        if let [one] = choices.as_slice() {
            *property = one.clone();
        }
    }
}

/// A request and its plan, from the examples of a rule.
fn verification_example() -> Value {
    let read = |text: &str| -> Value {
        // Files of this repository, read by every test.
        serde_json::from_str(text).expect("an example is JSON")
    };
    serde_json::json!({
        "request": read(include_str!("../../instances/rules/hours/request.json")),
        "plan": read(include_str!("../../instances/rules/hours/ok.json")),
    })
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.post, &mut item.put, &mut item.delete].into_iter().flatten()
}

/// Whether a problem can come of an operation.
fn may(kind: &problem::Kind, path: &str, named: bool, body: bool) -> bool {
    // All that is asked of the store.
    let stored = ["schedules", "comparisons", "batches", "calendars", "audit", "webhooks"];
    let stored = stored.iter().any(|name| path.starts_with(&format!("/v1/{name}")));
    match kind.status {
        400 => {
            body || ["/v1/schedules", "/v1/calendars", "/v1/audit"].contains(&path)
                || path.ends_with("/history")
        }
        401 => path.starts_with("/v1/"),
        403 | 412 | 428 => false,
        404 => named || path == "/v1/evaluations",
        // Of the connection, not of an operation: see the README.
        405 | 421 => false,
        408 | 413 | 415 | 422 => body,
        503 => body || stored || path == "/health/ready",
        _ => true,
    }
}

fn add(operation: &mut Operation, kind: &problem::Kind) {
    let code = kind.status.to_string();
    let known = operation.responses.responses.get(&code);
    if known.is_some() {
        return;
    }
    let content =
        ContentBuilder::new().schema(Some(Ref::from_schema_name(problem::Problem::name()))).build();
    let response = ResponseBuilder::new()
        .description(kind.title)
        .content("application/problem+json", content)
        .build();
    operation.responses.responses.insert(code, response.into());
}
