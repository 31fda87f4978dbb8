// What waits in every edition, in the departments' and at the window; then the parts of the others.
#include "service/to_do.hpp"

#include "service/to_do_part.hpp"

namespace service {
namespace {

using store::Purpose;

base::Result<void> add_system_work(ToDoList& list) {
    auto const locked = TRY(count_work<domain::Account>(
        list, {"security.account",
               Purpose::security,
               {{"locked_until", store::Compare::greater, {base::Value(list.now())}}},
               true}));
    list.add({.code = "accounts_locked", .count = locked, .page = "/system/accounts"});
    auto const failed = TRY(count_work<domain::OutboxMessage>(
        list, {"system.job", Purpose::security, {is_text("state", "dead")}, true}));
    list.add(
        {.code = "messages_failed", .count = failed, .page = "/system/messages", .urgent = true});
    base::Day const soon = base::add_days(list.today(), soon_days);
    auto const keys = TRY(rows_of_work<domain::TrustedKey>(
        list,
        {"security.key",
         Purpose::security,
         {is_empty("revoked_on"),
          {"valid_to", store::Compare::greater_equal, {base::Value(list.today())}},
          {"valid_to", store::Compare::less_equal, {base::Value(soon)}}}},
        "valid_to"));
    ToDo ending{.code = "keys_ending", .count = int64_t(keys.size()), .page = "/system/keys"};
    if (!keys.empty()) ending.due = keys.front().valid_to;
    list.add(std::move(ending));
    return {};
}

base::Result<void> add_party_work(ToDoList& list) {
    auto const count = TRY(count_work<domain::PartyIdentifier>(
        list,
        {"party.verify",
         Purpose::service,
         {is_empty("verified_at"), is_empty("ended_at"), is_not("made_by", list.account())}}));
    list.add({.code = "verify_identifiers", .count = count, .page = "/records/identifiers"});
    return {};
}

/// One list has a page of its own.
std::string list_page(std::vector<domain::ListRevision> const& rows) {
    return rows.size() == 1 ? "/lists/" + rows.front().id : "/lists";
}

base::Result<void> add_list_work(ToDoList& list) {
    std::string const permission = "list.approve";
    auto const drafts = TRY(rows_of_work<domain::ListRevision>(
        list,
        {permission,
         Purpose::service,
         {is_text("state", "draft"), is_not("made_by", list.account())}},
        "made_at"));
    list.add(
        {.code = "lists_to_approve", .count = int64_t(drafts.size()), .page = list_page(drafts)});
    auto const approved = TRY(rows_of_work<domain::ListRevision>(
        list, {permission, Purpose::service, {is_text("state", "approved")}}, "made_at"));
    if (list.place().edition == domain::province)
        list.add({.code = "lists_to_push",
                  .count = int64_t(approved.size()),
                  .page = list_page(approved)});
    auto const objections = TRY(count_work<domain::ListObjection>(
        list, {permission, Purpose::service, {is_text("state", "open")}}));
    if (list.place().edition == domain::province)
        list.add({.code = "objections_open", .count = objections, .page = "/objections"});
    return {};
}

base::Result<void> add_consent_work(ToDoList& list) {
    base::Day const soon = base::add_days(list.today(), soon_days);
    auto const ending = TRY(rows_of_work<domain::ConsentRow>(
        list,
        {"consent.grant",
         Purpose::service,
         {is_text("state", "granted"),
          {"expires_on", store::Compare::greater_equal, {base::Value(list.today())}},
          {"expires_on", store::Compare::less_equal, {base::Value(soon)}}}},
        "expires_on"));
    ToDo row{.code = "consents_ending", .count = int64_t(ending.size()), .page = "/consents"};
    if (!ending.empty()) row.due = ending.front().expires_on;
    list.add(std::move(row));
    std::string const week =
        base::to_text(base::add_days(list.today(), -consent_days)) + "T00:00:00.000Z";
    auto const used = TRY(count_work<domain::ConsentUse>(
        list, {"consent.withdraw",
               Purpose::service,
               {{"used_at", store::Compare::greater_equal, {base::Value(week)}}}}));
    list.add({.code = "consents_used", .count = used, .page = "/consents/uses"});
    if (list.place().edition != domain::window) return {};
    auto const papers = TRY(count_work<domain::CounterConsent>(
        list, {"consent.grant",
               Purpose::service,
               {is_text("state", "waiting"), is_not("made_by", list.account())}}));
    list.add({.code = "papers_to_sign", .count = papers, .page = "/counter"});
    return {};
}

}  // namespace

base::Result<std::vector<ToDo>> to_dos(Place const& place, Caller const& caller,
                                       std::optional<Purpose> only) {
    ToDoList list(place, caller, only);
    if (place.edition == domain::bank) TRY_VOID(add_bank_work(list));
    if (place.edition == domain::pboc) TRY_VOID(add_pboc_work(list));
    TRY_VOID(list.pass(add_list_work(list)));
    if (place.edition == domain::window) TRY_VOID(list.pass(add_consent_work(list)));
    TRY_VOID(list.pass(add_party_work(list)));
    TRY_VOID(list.pass(add_system_work(list)));
    return list.take();
}

}  // namespace service
