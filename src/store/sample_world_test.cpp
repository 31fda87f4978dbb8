// The two banks of the tests and sample rows of every table.
#include "store/world_for_test.hpp"

#include <map>

namespace store {
namespace {

void put(Transaction& tx, base::Record const& record, void const* object) {
    std::string names, holes;
    for (base::Column const& column : record.columns) {
        names += (names.empty() ? "\"" : ", \"") + std::string(column.name) + "\"";
        holes += holes.empty() ? "?" : ", ?";
    }
    value_of(tx.run(
        "insert into \"" + std::string(record.name) + "\" (" + names + ") values (" + holes + ")",
        base::values_of(record, object)));
}

template <typename T>
void put(Transaction& tx, T object) {
    object.version = 1;
    object.made_at = instant_text(tx.now());
    put(tx, base::record_of<T>, &object);
}

/// Values that the checks of the tables ask for; other texts are free.
std::string text_for(std::string_view table, std::string_view column) {
    static std::map<std::pair<std::string_view, std::string_view>, std::string_view> const wanted =
        {{{"organisation", "kind"}, "bank"},
         {{"party", "kind"}, "enterprise"},
         {{"party_identifier", "scheme"}, "uscc"},
         {{"role", "duty_class"}, "business"},
         {{"account", "state"}, "active"},
         {{"consent", "mode"}, "view"},
         {{"consent", "state"}, "granted"},
         {{"list_revision", "state"}, "draft"},
         {{"filing_month", "state"}, "open"},
         {{"submission", "state"}, "received"},
         {{"determination", "state"}, "made"},
         {{"determination", "verdict"}, "yes"},
         {{"job", "state"}, "queued"},
         {{"rule_draft", "state"}, "passed"},
         {{"counter_consent", "state"}, "waiting"},
         {{"outbox", "state"}, "waiting"},
         {{"explanation", "kind"}, "explained"},
         {{"explanation", "state"}, "made"},
         {{"filing", "state"}, "draft"},
         {{"filing_seal", "signer_role"}, "maker"},
         {{"package", "direction"}, "in"},
         {{"list_change", "kind"}, "add"},
         {{"list_objection", "state"}, "open"},
         {{"inquiry", "state"}, "sent"},
         {{"inquiry_turn", "side"}, "bank"},
         {{"release", "state"}, "made"},
         {{"release", "level"}, "joint"}};
    if (auto const found = wanted.find({table, column}); found != wanted.end())
        return std::string(found->second);
    if (column == "duty") return "statistics";
    return std::string(column) + " " + make_id(1);  // Unique.
}

/// The table that a column refers to; "" for none.
std::string_view referred(std::string_view table, std::string_view column) {
    if (table == "party_identifier" && column == "party") return "party";
    if (table == "role_grant" && column == "organisation") return "organisation";
    if (table == "audit") return "";
    if (column == "account" || column == "from_account" || column == "to_account") return "account";
    if (column == "consent" && table == "consent_withdrawal") return "";
    if (column == "role" || column == "consent" || column == "list_revision") return column;
    return "";
}

Table const& table_named(std::string_view name) {
    for (Table const* const each : all_tables())
        if (each->record->name == name) return *each;
    CHECK(false);
}

}  // namespace

WorldForTest make_world(Database& database, Instant now) {
    WorldForTest world;
    value_of(transact(database, {.now = now}, [&](Transaction& tx) -> base::Result<int> {
        world.root = make_id(now), world.a = make_id(now), world.b = make_id(now);
        world.account_a = make_id(now), world.account_b = make_id(now);
        std::string const role = make_id(now);
        std::string const top = "/" + world.root + "/";
        put(tx, domain::Organisation{.id = world.root, .path = top, .kind = "authority"});
        for (auto const& id : {world.a, world.b})
            put(tx, domain::Organisation{.id = id,
                                         .parent = world.root,
                                         .path = top + id + "/",
                                         .kind = "bank",
                                         .party = "party of " + id});
        // One role that holds all: what it may do must still end at its own tenant.
        put(tx, domain::Role{.id = role,
                             .name = "all",
                             .permissions = "audit.read audit.write consent.grant "
                                            "security.account "
                                            "security.key security.role system.organisation",
                             .duty_class = "business"});
        for (bool of_a : {true, false}) {
            std::string const& tenant = of_a ? world.a : world.b;
            std::string const& account = of_a ? world.account_a : world.account_b;
            put(tx, domain::Account{
                        .id = account, .tenant = tenant, .name = "officer", .state = "active"});
            put(tx, domain::RoleGrant{.id = make_id(now),
                                      .tenant = tenant,
                                      .account = account,
                                      .role = role,
                                      .organisation = tenant,
                                      .path = top + tenant + "/",
                                      .valid_from = *base::parse_day("2026-01-01")});
        }
        return 0;
    }));
    return world;
}

Session session_of(Transaction& tx, WorldForTest const& world, bool of_a, Purpose purpose,
                   std::optional<Instant> as_of) {
    Identity identity;
    identity.tenant = of_a ? world.a : world.b;
    identity.account = of_a ? world.account_a : world.account_b;
    identity.actor = identity.account;
    identity.purpose = purpose;
    identity.as_of = as_of;
    return value_of(open_session(tx, identity));
}

Row sample_row(Transaction& tx, Session const& session, Table const& table) {
    Row row;
    std::string_view const name = table.record->name;
    for (base::Column const& column : table.record->columns) {
        std::string_view const target = referred(name, column.name);
        if (!target.empty()) {
            Table const& other = table_named(target);
            Row made = value_of(insert_row(tx, session, other, sample_row(tx, session, other)));
            row.push_back(made[0]);
        } else if (column.name == "id" || column.name == "tenant") {
            row.emplace_back(std::string());
        } else if (column.name == "path") {
            row.emplace_back(session.paths().front() +
                             (name == "organisation" ? make_id(1) + "/" : ""));
        } else if (column.nullable) {
            row.emplace_back();
        } else if (column.type == base::ValueType::integer) {
            row.emplace_back(int64_t(7));
        } else if (column.type == base::ValueType::day) {
            row.emplace_back(*base::parse_day("2026-01-01"));
        } else {
            row.emplace_back(text_for(name, column.name));
        }
    }
    return row;
}

}  // namespace store
