// What administrators change and what there is to read of people and parties.
#include "http/people_route.hpp"

#include "http/wish_route.hpp"
#include "service/people.hpp"
#include "store/audit.hpp"
#include "store/tables.hpp"

namespace http {
namespace {

using store::Purpose;
using store::table_of;

/// After these somebody's rights are others.
Route forgetting(Route route, service::Gate& gate) {
    route.handle = [&gate, handle = std::move(route.handle)](Call& call) {
        auto answer = handle(call);
        gate.forget();
        return answer;
    };
    return route;
}

RouteHead head_of(Method method, std::string path, std::string permission, std::string summary) {
    return {method, std::move(path), std::move(permission), std::move(summary), Purpose::security};
}

void add_security_routes(std::vector<Route>& out, service::Place const& place,
                         service::Gate& gate) {
    auto const add = [&](Route route) { out.push_back(forgetting(std::move(route), gate)); };
    add(wish_route(head_of(Method::post, "/v1/organisations", "system.organisation",
                           "Make an organisation below another."),
                   place, service::add_organisation));
    add(wish_route(head_of(Method::post, "/v1/accounts", "security.account", "Make an account."),
                   place, service::add_account));
    add(wish_route(head_of(Method::put, "/v1/accounts/{id}/state", "security.account",
                           "Disable an account, or let it in again."),
                   place, service::set_state));
    add(wish_route(head_of(Method::put, "/v1/accounts/{id}/external", "security.account",
                           "Who an account is at a provider or gateway."),
                   place, service::set_external));
    add(wish_route(head_of(Method::post, "/v1/roles", "security.role", "Make a role."), place,
                   service::add_role));
    add(wish_route(head_of(Method::post, "/v1/grants", "security.account", "Give a role."), place,
                   service::grant));
    add(remove_route(head_of(Method::remove, "/v1/grants/{id}", "security.account",
                             "Take a role away from today on."),
                     place, service::end_grant));
    add(wish_route(head_of(Method::post, "/v1/delegations", "security.delegation",
                           "Let one account stand in for another."),
                   place, service::delegate));
    add(remove_route(
        head_of(Method::remove, "/v1/delegations/{id}", "security.delegation", "End a delegation."),
        place, service::end_delegation));
}

/// What is shown once is kept nowhere: no idempotency key is taken here.
void add_secret_routes(std::vector<Route>& out, service::Place const& place, service::Gate& gate) {
    Route token = wish_route(
        head_of(Method::post, "/v1/session/tokens", "signed_in", "Make a token for a program."),
        place, service::make_token);
    token.repeat = Repeat::harmless;
    out.push_back(std::move(token));
    out.push_back(forgetting(remove_route(head_of(Method::remove, "/v1/session/tokens/{id}",
                                                  "signed_in", "End a token of one's own."),
                                          place, service::end_token),
                             gate));
    Route password;
    password.method = Method::post;
    password.path = "/v1/accounts/{id}/password";
    password.permission = "security.account";
    password.purpose = Purpose::security;
    password.summary = "A new first password, shown once; ends the account's sign-ins.";
    password.reply_record = &base::record_of<service::FirstPassword>;
    password.rate = RateClass::write;
    password.handle = [&place](Call& call) -> base::Result<Answer> {
        auto const made = TRY(service::reset_password(place, caller_of(call), call.path(0)));
        Answer answer;
        answer.row = {base::Value(made.account), base::Value(made.password)};
        return answer;
    };
    out.push_back(forgetting(std::move(password), gate));
}

void add_audit_route(std::vector<Route>& out, service::Place const& place) {
    Route route;
    route.path = "/v1/audit/check";
    route.permission = "audit.read";
    route.purpose = Purpose::security;
    route.summary = "Recompute the chain of the audit; 500 `audit_broken` when it does not hold.";
    route.reply = ReplyKind::json;
    route.rate = RateClass::heavy;
    route.handle = [&place](Call&) -> base::Result<Answer> {
        auto const report = TRY(store::verify_audit(place.database));
        // No counts: other organisations' work is in the chain too.
        Answer answer;
        answer.text = std::string("{\"holds\":true,\"sealed\":") +
                      (report.unsealed == 0 ? "true" : "false") + ",\"head\":";
        append_json_text(answer.text, report.head);
        answer.text += "}";
        return answer;
    };
    out.push_back(std::move(route));
}

void add_lists(std::vector<Route>& out, service::Place const& place) {
    RowRoutes const lists[] = {
        {"/v1/organisations", "signed_in", &table_of<domain::Organisation>, Purpose::security,
         "Organisations within reach."},
        {"/v1/accounts", "security.account", &table_of<domain::Account>, Purpose::security,
         "Accounts.", true},
        {"/v1/roles", "security.account", &table_of<domain::Role>, Purpose::security, "Roles."},
        {"/v1/grants", "security.account", &table_of<domain::RoleGrant>, Purpose::security,
         "Who holds which role where."},
        {"/v1/delegations", "security.delegation", &table_of<domain::Delegation>, Purpose::security,
         "Who stands in for whom.", true},
        {"/v1/sign_ins", "security.account", &table_of<domain::SignIn>, Purpose::security,
         "Who is signed in.", true},
        {"/v1/tokens", "security.account", &table_of<domain::ApiToken>, Purpose::security,
         "Tokens of programs.", true},
        {"/v1/settings", "system.setting", &table_of<domain::Setting>, Purpose::security,
         "Settings.", true},
        {"/v1/audit", "audit.read", &table_of<domain::AuditRow>, Purpose::security, "Who did what.",
         true},
        {"/v1/messages", "system.job", &table_of<domain::OutboxMessage>, Purpose::security,
         "Outgoing messages and how they fare.", true},
        {"/v1/parties", "party.read", &table_of<domain::Party>, Purpose::service,
         "Firms, persons and bodies that facts speak of."},
        {"/v1/identifiers", "party.read", &table_of<domain::PartyIdentifier>, Purpose::service,
         "Identifiers of parties."},
        {"/v1/job_log", "system.job", &table_of<domain::Job>, Purpose::service,
         "Work that ran in the background, by whom and how it ended.", true},
    };
    for (RowRoutes const& each : lists) add_row_routes(out, place, each);
}

}  // namespace

std::vector<Route> people_routes(service::Place const& place, service::Gate& gate) {
    std::vector<Route> out;
    add_security_routes(out, place, gate);
    add_secret_routes(out, place, gate);
    out.push_back(
        wish_route(head_of(Method::put, "/v1/settings", "system.setting", "Set a setting."), place,
                   service::put_setting));
    out.push_back(wish_route({Method::post, "/v1/parties", "party.change", "Make a party."}, place,
                             service::add_party));
    out.push_back(wish_route({Method::post, "/v1/parties/{id}/identifiers", "party.change",
                              "Add an identifier to a party."},
                             place, service::add_identifier));
    out.push_back(wish_route({Method::put, "/v1/identifiers/{id}/verified", "party.verify",
                              "Say that an identifier was compared with its proof."},
                             place, service::verify_identifier));
    add_audit_route(out, place);
    add_lists(out, place);
    return out;
}

}  // namespace http
