// wupian user add|list|disable|role: accounts from the machine's own console.
#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/command.hpp"
#include "app/store_call.hpp"
#include "base/identifier.hpp"
#include "base/text.hpp"
#include "service/all_rows.hpp"
#include "service/sign_in.hpp"
#include "store/account.hpp"
#include "store/audit.hpp"
#include "store/migrate.hpp"
#include "store/role.hpp"
#include "store/tables.hpp"

namespace app {
namespace {

constexpr char const* console = "console";
std::vector<std::string> const kinds = {"authority",  "bank", "head_office", "branch",
                                        "department", "firm", "host"};

struct Call {
    StoreCall store;
    std::string name;
    std::string display;
    std::string organisation;
    std::string kind;
    std::string role;
    std::string holds_in;
    std::string region;
    std::string parent;
    bool from_input = false;  // The password stands on the first line of the input.
};

using store::Compare;
using store::Session;
using store::Transaction;

template <typename T>
base::Result<std::optional<T>> find_by(Transaction& tx, Session const& session, char const* column,
                                       std::string const& value) {
    store::Query query;
    query.filters.push_back({column, Compare::equal, {base::Value(value)}});
    auto rows = TRY(store::list<T>(tx, session, query));
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

/// The organisation by USCC or id; made below the root when a kind is given.
base::Result<std::string> find_organisation(Transaction& tx, Call const& call) {
    auto const root = TRY(store::open_upkeep_session(tx, "", console));
    char const* const column = store::is_id(call.organisation) ? "id" : "uscc";
    auto const found = TRY(find_by<domain::Organisation>(tx, root, column, call.organisation));
    if (found) return found->id;
    if (call.kind.empty() || store::is_id(call.organisation))
        return base::fail(base::ErrorKind::not_found, "object_not_found",
                          {.field = "--organisation"}, {{"kind", "organisation"}});
    domain::Organisation wish;
    wish.kind = call.kind;
    wish.name = call.organisation;
    wish.uscc = call.organisation;
    auto const made = TRY(store::add_organisation(tx, root, wish));
    return made.id;
}

base::Result<Session> open_session(Transaction& tx, Call const& call) {
    auto const organisation = TRY(find_organisation(tx, call));
    return store::open_upkeep_session(tx, organisation, console);
}

base::Result<domain::Account> account_of(Transaction& tx, Session const& session,
                                         Call const& call) {
    auto const found = TRY(find_by<domain::Account>(tx, session, "name", call.name));
    if (!found)
        return base::fail(base::ErrorKind::not_found, "object_not_found", {.field = call.name},
                          {{"kind", "account"}});
    return *found;
}

base::Result<domain::Account> add(Transaction& tx, Call const& call) {
    auto const session = TRY(open_session(tx, call));
    domain::Account wish;
    wish.name = call.name;
    wish.display_name = call.display.empty() ? call.name : call.display;
    return store::add_account(tx, session, wish);
}

base::Result<domain::Account> disable(Transaction& tx, Call const& call) {
    auto const session = TRY(open_session(tx, call));
    auto const account = TRY(account_of(tx, session, call));
    return store::set_account_state(tx, session, account.id, "disabled");
}

/// A role by name; a standard one is made at its first use.
base::Result<std::string> find_role(Transaction& tx, Session const& session, Call const& call) {
    auto const found = TRY(find_by<domain::Role>(tx, session, "name", call.role));
    if (found) return found->id;
    std::vector<std::string> names;
    for (store::StandardRole const& each : store::standard_roles()) {
        names.emplace_back(each.name);
        if (each.name != call.role) continue;
        auto const made =
            TRY(store::add_role(tx, session, call.role, store::split_words(each.permissions)));
        return made.id;
    }
    return base::fail(base::ErrorKind::not_found, "role_unknown", {.field = "--role"},
                      {{"role", call.role}, {"roles", base::join(names, ", ")}});
}

base::Result<domain::Account> grant(Transaction& tx, Call const& call) {
    auto const session = TRY(open_session(tx, call));
    auto const account = TRY(account_of(tx, session, call));
    auto const role = TRY(find_role(tx, session, call));
    store::GrantWish wish;
    wish.account = account.id;
    wish.role = role;
    wish.organisation = call.holds_in.empty() ? session.tenant() : call.holds_in;
    wish.from = *base::parse_day(store::instant_text(tx.now()).substr(0, 10));
    TRY_VOID(store::grant_role(tx, session, wish));
    return account;
}

/// The root's or `--parent`'s new organisation.
base::Result<domain::Organisation> add_organisation(Transaction& tx, Call const& call) {
    auto const root = TRY(store::open_upkeep_session(tx, "", console));
    domain::Organisation wish;
    if (!call.parent.empty()) wish.parent = call.parent;
    wish.kind = call.kind;
    wish.name = call.display.empty() ? call.name : call.display;
    wish.region = call.region;
    if (base::check_uscc(call.name) == base::IdentifierState::valid) wish.uscc = call.name;
    return store::add_organisation(tx, root, wish);
}

base::Result<std::unique_ptr<store::Database>> open_ready(Call const& call) {
    auto database = TRY(open_store(call.store));
    TRY_VOID(store::check_schema(*database));
    return database;
}

template <typename Work>
void run(Context& context, Call const& call, char const* key, Work work) {
    auto const database = open_ready(call);
    if (!database) return context.fail(database.error());
    auto const account =
        store::transact(**database, moment_now(), [&](Transaction& tx) { return work(tx, call); });
    if (!account) return context.fail(account.error());
    auto const sealed = store::seal_all(**database);
    if (!sealed) return context.fail(sealed.error());
    if (context.json)
        return print(nlohmann::ordered_json(
                         {{"id", account->id}, {"name", account->name}, {"state", account->state}})
                         .dump() +
                     "\n");
    print(context.text(key, {{"name", account->name}, {"id", account->id}, {"role", call.role}}) +
          "\n");
}

void run_list(Context& context, Call const& call) {
    auto const database = open_ready(call);
    if (!database) return context.fail(database.error());
    auto const accounts =
        store::transact(**database, moment_now(),
                        [&](Transaction& tx) -> base::Result<std::vector<domain::Account>> {
                            auto const session = TRY(open_session(tx, call));
                            return service::all_rows<domain::Account>(tx, session, {}, "name");
                        });
    if (!accounts) return context.fail(accounts.error());
    nlohmann::ordered_json out = nlohmann::ordered_json::array();
    std::vector<std::vector<std::string>> rows;
    for (domain::Account const& each : *accounts) {
        out.push_back({{"id", each.id},
                       {"name", each.name},
                       {"display_name", each.display_name},
                       {"state", each.state}});
        rows.push_back({each.name, each.display_name, each.state, each.id});
    }
    print(context.json ? out.dump(1) + "\n" : format_table(rows));
}

void run_organisation(Context& context, Call const& call) {
    auto const database = open_ready(call);
    if (!database) return context.fail(database.error());
    auto const made = store::transact(**database, moment_now(),
                                      [&](Transaction& tx) { return add_organisation(tx, call); });
    if (!made) return context.fail(made.error());
    auto const sealed = store::seal_all(**database);
    if (!sealed) return context.fail(sealed.error());
    if (context.json)
        return print(
            nlohmann::ordered_json({{"id", made->id}, {"name", made->name}, {"path", made->path}})
                .dump() +
            "\n");
    print(context.text("user_organisation_made", {{"name", made->name}, {"id", made->id}}) + "\n");
}

/// Prints the password unless it was given. It is a first one: its owner changes it.
void run_password(Context& context, Call const& call) {
    std::string password = service::make_password();
    if (call.from_input) std::getline(std::cin, password);
    auto const database = open_ready(call);
    if (!database) return context.fail(database.error());
    auto const done = store::transact(
        **database, moment_now(), [&](Transaction& tx) -> base::Result<domain::Account> {
            auto const session = TRY(open_session(tx, call));
            auto const account = TRY(account_of(tx, session, call));
            TRY_VOID(service::set_first_password(tx, session, account.id, password));
            return account;
        });
    if (!done) return context.fail(done.error());
    auto const sealed = store::seal_all(**database);
    if (!sealed) return context.fail(sealed.error());
    std::string const shown = call.from_input ? "" : password;
    if (context.json)
        return print(nlohmann::ordered_json({{"id", done->id}, {"password", shown}}).dump() + "\n");
    print(context.text(call.from_input ? "user_password_set" : "user_password_made",
                       {{"name", done->name}, {"password", shown}}) +
          "\n");
}

CLI::App* add_sub(CLI::App& user, Context& context, char const* name, Call& call) {
    CLI::App* const command = user.add_subcommand(name, context.help(std::string("user_") + name));
    add_store_options(*command, context, call.store);
    command->add_option("--organisation", call.organisation, context.help("user_organisation"))
        ->required();
    if (std::string_view(name) != "list")
        command->add_option("name", call.name, context.help("user_name"))->required();
    return command;
}

}  // namespace

void add_user(CLI::App& app, Context& context) {
    CLI::App* const user = app.add_subcommand("user", context.help("user"));
    user->require_subcommand(1);
    auto call = std::make_shared<Call>();
    CLI::App* const added = add_sub(*user, context, "add", *call);
    added->add_option("--display", call->display, context.help("user_display"));
    added->add_option("--kind", call->kind, context.help("user_kind"))->check(CLI::IsMember(kinds));
    added->callback([&context, call] { run(context, *call, "user_added", add); });
    add_sub(*user, context, "list", *call)->callback([&context, call] {
        run_list(context, *call);
    });
    add_sub(*user, context, "disable", *call)->callback([&context, call] {
        run(context, *call, "user_disabled", disable);
    });
    CLI::App* const role = add_sub(*user, context, "role", *call);
    role->add_option("--role", call->role, context.help("user_role_name"))->required();
    role->add_option("--in", call->holds_in, context.help("user_role_in"));
    role->callback([&context, call] { run(context, *call, "user_granted", grant); });
    CLI::App* const password = add_sub(*user, context, "password", *call);
    password->add_flag("--stdin", call->from_input, context.help("user_stdin"));
    password->callback([&context, call] { run_password(context, *call); });
    CLI::App* const made =
        user->add_subcommand("organisation", context.help("user_organisation_add"));
    add_store_options(*made, context, call->store);
    made->add_option("name", call->name, context.help("user_organisation_name"))->required();
    made->add_option("--kind", call->kind, context.help("user_kind"))
        ->required()
        ->check(CLI::IsMember(kinds));
    made->add_option("--display", call->display, context.help("user_display"));
    made->add_option("--parent", call->parent, context.help("user_parent"));
    made->add_option("--region", call->region, context.help("user_region"));
    made->callback([&context, call] { run_organisation(context, *call); });
}

}  // namespace app
