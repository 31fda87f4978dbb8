// Keys are technical rows: what they guard has its own audit.
#include "store/idempotency.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"

namespace store {
namespace {

base::Value text_of(std::string const& text) { return base::Value(text); }

}  // namespace

std::string key_row(std::string const& tenant, std::string const& actor, std::string const& key) {
    return base::digest_hex(base::DigestKind::sm3, tenant + "\n" + actor + "\n" + key);
}

base::Result<std::optional<KeyFound>> begin_key(Transaction& tx, KeyBegun const& key) {
    std::string const row = key_row(key.tenant, key.actor, key.key);
    std::string const now = instant_text(tx.now());
    TRY_VOID(tx.run("delete from \"idempotency\" where \"expires_at\" <= ?", {text_of(now)}));
    std::optional<KeyFound> found;
    TRY_VOID(
        tx.each("select \"body_hash\", \"status\", \"reply\", \"made_at\" from "
                "\"idempotency\" where \"id\" = ?",
                {text_of(row)}, [&](Cells cells) -> base::Result<bool> {
                    found = {std::string(*cells[0]), base::parse_integer(*cells[1]).value_or(0),
                             std::string(*cells[2]), parse_instant(*cells[3]).value_or(0)};
                    return false;
                }));
    // Who began it and never spent it has died long ago.
    bool const dead = found && found->status == 0 && tx.now() - found->begun > key_begun_max_ms;
    if (dead) TRY_VOID(abandon_key(tx, row));
    if (found && !dead) return found;
    TRY_VOID(tx.run(
        "insert into \"idempotency\" (\"id\", \"tenant\", \"actor\", \"key\", "
        "\"body_hash\", \"status\", \"reply\", \"expires_at\", \"made_at\") values "
        "(?, ?, ?, ?, ?, 0, '', ?, ?)",
        {text_of(row), text_of(key.tenant), text_of(key.actor), text_of(key.key),
         text_of(key.body_hash), text_of(instant_text(tx.now() + key_life_ms)), text_of(now)}));
    return std::nullopt;
}

base::Result<void> spend_key(Transaction& tx, std::string const& row) {
    int64_t const changed =
        TRY(tx.run("update \"idempotency\" set \"status\" = 1 where \"id\" = ? and \"status\" <= 1",
                   {text_of(row)}));
    if (changed != 1)
        return base::fail(base::ErrorKind::conflict, "idempotency_in_progress",
                          {.field = "Idempotency-Key"});
    return {};
}

base::Result<void> answer_key(Transaction& tx, std::string const& row, int64_t status,
                              std::string const& reply) {
    TRY_VOID(tx.run("update \"idempotency\" set \"status\" = ?, \"reply\" = ? where \"id\" = ?",
                    {base::Value(status), text_of(reply), text_of(row)}));
    return {};
}

base::Result<void> abandon_key(Transaction& tx, std::string const& row) {
    TRY_VOID(
        tx.run("delete from \"idempotency\" where \"id\" = ? and \"status\" = 0", {text_of(row)}));
    return {};
}

}  // namespace store
