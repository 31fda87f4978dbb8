// Claims, deliveries and retries by the version of the row.
#include "store/outbox.hpp"

#include <algorithm>

#include "store/clause.hpp"
#include "store/tables.hpp"

namespace store {
namespace {

constexpr int64_t first_wait_ms = 30'000;
constexpr int64_t wait_ms_max = 6 * 3'600'000;

/// One step of a message, only while its version is the one that was claimed.
base::Result<void> step(Transaction& tx, domain::OutboxMessage const& message,
                        std::string const& set, std::vector<base::Value> values) {
    values.emplace_back(message.id);
    values.emplace_back(message.version);
    int64_t const changed =
        TRY(tx.run("update \"outbox\" set \"version\" = \"version\" + 1, \"claimed_by\" = null, " +
                       set + " where \"id\" = ? and \"version\" = ? and \"state\" = 'waiting'",
                   values));
    if (changed != 1) return base::fail(base::ErrorKind::conflict, "message_lost", {});
    return {};
}

}  // namespace

base::Result<domain::OutboxMessage> put_message(Transaction& tx, Session const& session,
                                                std::string const& topic,
                                                std::string const& payload) {
    domain::OutboxMessage message;
    message.topic = topic;
    message.payload = payload;
    message.state = "waiting";
    message.due_at = instant_text(tx.now());
    return insert(tx, session, message);
}

base::Result<std::vector<domain::OutboxMessage>> claim_messages(Transaction& tx,
                                                                Claim const& claim) {
    base::Record const& record = base::record_of<domain::OutboxMessage>;
    std::string names;
    for (base::Column const& column : record.columns)
        names += (names.empty() ? "" : ", ") + quoted(column.name);
    std::vector<domain::OutboxMessage> out;
    auto const keep = [&](Cells cells) -> base::Result<bool> {
        domain::OutboxMessage message;
        for (size_t i = 0; i < cells.size(); ++i) {
            auto value = TRY(parse_cell(record.columns[i], cells[i]));
            record.columns[i].set(&message, std::move(value));
        }
        out.push_back(std::move(message));
        return true;
    };
    std::string const now = instant_text(tx.now());
    std::string const until = instant_text(tx.now() + claim.lease_ms);
    TRY_VOID(tx.each("select " + names +
                         " from \"outbox\" where \"state\" = 'waiting' and \"due_at\" <= ? order "
                         "by \"due_at\", \"id\" limit " +
                         std::to_string(claim.limit),
                     {base::Value(now)}, keep));
    for (domain::OutboxMessage& message : out) {
        // A claim is a due date in the future: a worker that died needs no cleaning up.
        TRY_VOID(
            tx.run("update \"outbox\" set \"claimed_by\" = ?, \"due_at\" = ?, \"attempts\" = "
                   "\"attempts\" + 1, \"version\" = \"version\" + 1 where \"id\" = ?",
                   {base::Value(claim.worker), base::Value(until), base::Value(message.id)}));
        message.claimed_by = claim.worker;
        message.due_at = until;
        ++message.attempts;
        ++message.version;
    }
    return out;
}

base::Result<void> finish_message(Transaction& tx, domain::OutboxMessage const& message) {
    return step(tx, message, "\"state\" = 'done', \"last_error\" = null", {});
}

base::Result<void> retry_message(Transaction& tx, domain::OutboxMessage const& message,
                                 std::string const& error) {
    if (message.attempts >= delivery_attempts_max)
        return step(tx, message, "\"state\" = 'dead', \"last_error\" = ?", {base::Value(error)});
    int64_t wait = first_wait_ms;
    for (int64_t i = 1; i < message.attempts; ++i) wait = std::min(wait * 2, wait_ms_max);
    return step(tx, message, "\"due_at\" = ?, \"last_error\" = ?",
                {base::Value(instant_text(tx.now() + wait)), base::Value(error)});
}

}  // namespace store
