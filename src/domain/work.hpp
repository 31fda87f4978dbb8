// Jobs, outgoing messages, idempotency keys and settings as rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/record.hpp"

namespace domain {

/// Long work with progress.
struct Job {
    std::string id = {};
    std::string tenant = {};
    std::string kind = {};
    std::string state = {};
    std::string input = {};
    int64_t progress_ppm = {};
    std::optional<std::string> message = {};
    std::optional<std::string> result = {};
    std::optional<std::string> error = {};
    std::string made_by = {};
    std::optional<std::string> lease_until = {};
    int64_t attempts = {};
    std::optional<std::string> started_at = {};
    std::optional<std::string> ended_at = {};
    int64_t version = {};
    std::string made_at = {};
};

inline constexpr auto job_columns = base::columns<Job>({
    base::column<&Job::id>({.text = "Object id.", .key = true}),
    base::column<&Job::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&Job::kind>({.text = "Which work.",
                              .choices = "filing freeze host list_import match month package "
                                         "release rule_draft submission"}),
    base::column<&Job::state>(
        {.text = "How far it is.", .choices = "queued running done failed cancelled"}),
    base::column<&Job::input>({.text = "JSON.", .editor = base::Editor::long_text}),
    base::column<&Job::progress_ppm>({.text = "Millionths."}),
    base::column<&Job::message>({.text = "What it is at."}),
    base::column<&Job::result>({.text = "JSON."}),
    base::column<&Job::error>({.text = "Error code."}),
    base::column<&Job::made_by>({.text = "Actor.", .editor = base::Editor::account}),
    base::column<&Job::lease_until>(
        {.text = "Instant until which a worker holds it.", .editor = base::Editor::instant}),
    base::column<&Job::attempts>({.text = "Starts."}),
    base::column<&Job::started_at>({.text = "Instant.", .editor = base::Editor::instant}),
    base::column<&Job::ended_at>(
        {.text = "Instant from which it no longer holds.", .editor = base::Editor::instant}),
    base::column<&Job::version>({.text = "1 when made, one more with each change."}),
    base::column<&Job::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

/// One outgoing effect, written with what caused it and delivered at least once.
struct OutboxMessage {
    std::string id = {};
    std::string tenant = {};
    std::string topic = {};
    std::string payload = {};
    std::string state = {};
    std::string due_at = {};
    int64_t attempts = {};
    std::optional<std::string> claimed_by = {};
    std::optional<std::string> last_error = {};
    int64_t version = {};
    std::string made_at = {};
};

inline constexpr auto outbox_message_columns = base::columns<OutboxMessage>({
    base::column<&OutboxMessage::id>({.text = "Object id.", .key = true}),
    base::column<&OutboxMessage::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&OutboxMessage::topic>({.text = "Where it goes."}),
    base::column<&OutboxMessage::payload>({.text = "JSON.", .editor = base::Editor::long_text}),
    base::column<&OutboxMessage::state>({.text = "State.", .choices = "waiting done dead"}),
    base::column<&OutboxMessage::due_at>(
        {.text = "Instant before which it is not tried.", .editor = base::Editor::instant}),
    base::column<&OutboxMessage::attempts>({.text = "Tries so far."}),
    base::column<&OutboxMessage::claimed_by>({.text = "Worker that holds it."}),
    base::column<&OutboxMessage::last_error>(
        {.text = "Why the last try failed.", .editor = base::Editor::long_text}),
    base::column<&OutboxMessage::version>({.text = "1 when made, one more with each change."}),
    base::column<&OutboxMessage::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

/// The reply to a request that may come again.
struct IdempotencyKey {
    std::string id = {};
    std::string tenant = {};
    std::string actor = {};
    std::string key = {};
    std::string body_hash = {};
    int64_t status = {};
    std::string reply = {};
    std::string expires_at = {};
    std::string made_at = {};
};

inline constexpr auto idempotency_key_columns = base::columns<IdempotencyKey>({
    base::column<&IdempotencyKey::id>({.text = "Object id.", .key = true}),
    base::column<&IdempotencyKey::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&IdempotencyKey::actor>({.text = "Who asked."}),
    base::column<&IdempotencyKey::key>({.text = "Idempotency-Key."}),
    base::column<&IdempotencyKey::body_hash>({.text = "SM3 of method, path and body."}),
    base::column<&IdempotencyKey::status>({.text = "HTTP status."}),
    base::column<&IdempotencyKey::reply>({.text = "Body."}),
    base::column<&IdempotencyKey::expires_at>(
        {.text = "Instant.", .editor = base::Editor::instant}),
    base::column<&IdempotencyKey::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

/// A named value of a tenant.
struct Setting {
    std::string id = {};
    std::string tenant = {};
    std::string name = {};
    std::string value = {};
    int64_t version = {};
    std::string made_at = {};
};

inline constexpr auto setting_columns = base::columns<Setting>({
    base::column<&Setting::id>({.text = "Object id.", .key = true}),
    base::column<&Setting::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&Setting::name>({.text = "Name."}),
    base::column<&Setting::value>({.text = "Value."}),
    base::column<&Setting::version>({.text = "1 when made, one more with each change."}),
    base::column<&Setting::made_at>({.text = "Instant.", .editor = base::Editor::instant}),
});

}  // namespace domain

template <>
inline constexpr base::Record base::record_of<domain::Job>{"job", domain::job_columns};
template <>
inline constexpr base::Record base::record_of<domain::OutboxMessage>{
    "outbox", domain::outbox_message_columns};
template <>
inline constexpr base::Record base::record_of<domain::IdempotencyKey>{
    "idempotency", domain::idempotency_key_columns};
template <>
inline constexpr base::Record base::record_of<domain::Setting>{"setting", domain::setting_columns};
