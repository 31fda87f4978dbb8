// Consents over HTTP: the text to sign, granting, reading, using, withdrawing.
#include "http/consent_route.hpp"

#include "http/consent_body.hpp"
#include "http/consent_part.hpp"
#include "http/desk_part.hpp"
#include "http/json.hpp"
#include "http/memory_list.hpp"
#include "http/wish_route.hpp"
#include "service/consent_desk.hpp"
#include "store/tables.hpp"

namespace http {
namespace {

using Book = std::shared_ptr<service::ConsentBook>;

void append_member(std::string& out, std::string_view name, std::string_view text) {
    out += out.size() > 1 ? ",\"" : "\"";
    out += name;
    out += "\":";
    append_json_text(out, text);
}

/// What the signer's own device signs: the seal's canonical text, made here and shown.
std::string text_to_sign(domain::Seal seal, std::string kind, std::string digest) {
    seal.kind = std::move(kind);
    seal.digest = std::move(digest);
    seal.signature.clear();
    return domain::canonical_text("wupian.seal.v1", base::record_of<domain::Seal>, &seal);
}

template <typename Row>
std::string text_reply(Row const& row, std::string const& form, std::string const& digest,
                       std::string const& to_sign) {
    std::string out = "{";
    append_member(out, "text", domain::canonical_text(form, base::record_of<Row>, &row));
    append_member(out, "digest", digest);
    append_member(out, "to_sign", to_sign);
    std::string object;
    append_json_row(object, base::record_of<Row>, base::values_of(base::record_of<Row>, &row));
    return out + ",\"" + std::string(base::record_of<Row>.name) + "\":" + object + "}";
}

Route text_route(std::string path, std::string permission, std::string summary) {
    Route route;
    route.method = Method::post;
    route.path = std::move(path);
    route.permission = std::move(permission);
    route.editions = window;
    route.summary = std::move(summary);
    route.body = BodyKind::json;
    route.reply = ReplyKind::json;
    route.rate = RateClass::write;
    return route;
}

Route consent_text_route() {
    Route route = text_route("/v1/consent_texts", "consent.grant",
                             "The text of a consent and what its signer signs; writes nothing.");
    route.handle = [](Call& call) -> base::Result<Answer> {
        auto consent = TRY(member_of<domain::Consent>(call.json, "consent"));
        auto const seal = TRY(member_of<domain::Seal>(call.json, "seal"));
        if (consent.id == "new") consent.id = store::make_id(call.now_ms);
        TRY_VOID(domain::check_consent(consent));
        std::string const digest = domain::consent_digest(consent);
        Answer answer;
        answer.text =
            text_reply(consent, "wupian.consent.v1", digest, text_to_sign(seal, "consent", digest));
        return answer;
    };
    return route;
}

Route withdrawal_text_route() {
    Route route = text_route("/v1/withdrawal_texts", "consent.withdraw",
                             "The text of a withdrawal and what its signer signs; writes nothing.");
    route.handle = [](Call& call) -> base::Result<Answer> {
        auto const withdrawal = TRY(member_of<domain::Withdrawal>(call.json, "withdrawal"));
        auto const seal = TRY(member_of<domain::Seal>(call.json, "seal"));
        std::string const digest = domain::withdrawal_digest(withdrawal);
        Answer answer;
        answer.text = text_reply(withdrawal, "wupian.withdrawal.v1", digest,
                                 text_to_sign(seal, "withdrawal", digest));
        return answer;
    };
    return route;
}

Route signed_route(std::string path, std::string permission, std::string summary) {
    Route route = text_route(std::move(path), std::move(permission), std::move(summary));
    route.reply = ReplyKind::record;
    route.reply_record = &base::record_of<ConsentReply>;
    route.status = 201;
    route.repeat = Repeat::keyed;
    return route;
}

Route grant_route(service::Place const& place, Book const& book) {
    Route route = signed_route("/v1/consents", "consent.grant", "Grant a consent that was signed.");
    route.handle = [&place, book](Call& call) -> base::Result<Answer> {
        auto const consent = TRY(member_of<domain::Consent>(call.json, "consent"));
        auto const seals = TRY(seals_of(call.json));
        service::Granting how;
        how.told = TRY(told_of(call.json));
        auto const view =
            TRY(service::grant_consent(place, caller_of(call), *book, {consent, seals}, how));
        return record_answer(consent_reply(view));
    };
    return route;
}

Route withdraw_route(service::Place const& place, Book const& book) {
    Route route = signed_route("/v1/withdrawals", "consent.withdraw",
                               "Withdraw a consent; holder and user are told.");
    route.handle = [&place, book](Call& call) -> base::Result<Answer> {
        auto const withdrawal = TRY(member_of<domain::Withdrawal>(call.json, "withdrawal"));
        auto const seals = TRY(seals_of(call.json));
        auto const told = TRY(told_of(call.json));
        auto const view = TRY(
            service::withdraw_consent(place, caller_of(call), *book, {withdrawal, seals}, told));
        return record_answer(consent_reply(view));
    };
    return route;
}

void add_reading(std::vector<Route>& out, service::Place const& place, Book const& book) {
    Route list;
    list.path = "/v1/consents";
    list.permission = "consent.read";
    list.editions = bank | province | window;
    list.summary = "Consents, with what each is worth now.";
    list.reply = ReplyKind::list;
    list.reply_record = &base::record_of<ConsentReply>;
    list.handle = [&place, book](Call& call) -> base::Result<Answer> {
        auto const views = TRY(service::list_consents(place, caller_of(call), *book));
        std::vector<ConsentReply> replies;
        for (service::ConsentView const& view : views) replies.push_back(consent_reply(view));
        return page_of(replies, call.list);
    };
    out.push_back(std::move(list));
    Route one;
    one.path = "/v1/consents/{id}";
    one.permission = "consent.read";
    one.editions = bank | province | window;
    one.summary = "A consent and what it is worth now.";
    one.reply_record = &base::record_of<ConsentReply>;
    one.handle = [&place, book](Call& call) -> base::Result<Answer> {
        auto const view = TRY(service::find_consent(place, caller_of(call), *book, call.path(0)));
        return record_answer(consent_reply(view));
    };
    out.push_back(std::move(one));
    add_row_routes(out, place,
                   {"/v1/consent_uses", "consent.read", &store::table_of<domain::ConsentUse>,
                    store::Purpose::service, "The ledger: who used which consent, when."});
}

std::string facts_json(service::ConsentAnswer const& read) {
    std::string out = "{";
    append_member(out, "use", read.use.id);
    append_member(out, "answer_sm3", read.use.answer_digest);
    out += ",\"facts\":[";
    for (size_t i = 0; i < read.facts.size(); ++i) {
        if (i > 0) out += ',';
        append_json_row(out, base::record_of<domain::Fact>, store::to_row(read.facts[i]));
    }
    return out + "]}";
}

/// The purpose is credit: whatever came in for statistics is behind the wall.
Route use_route(service::Place const& place, Book const& book) {
    Route route;
    route.method = Method::post;
    route.path = "/v1/consents/{id}/use";
    route.permission = "consent.use";
    route.editions = bank | province;
    route.purpose = store::Purpose::credit;
    route.summary = "Read the subject's facts under a consent; the ledger and the audit say so.";
    route.body = BodyKind::record;
    route.body_record = &base::record_of<UseBody>;
    route.reply = ReplyKind::json;
    route.rate = RateClass::write;
    route.repeat = Repeat::keyed;
    route.handle = [&place, book](Call& call) -> base::Result<Answer> {
        auto const body = body_of<UseBody>(call);
        service::UseWish const wish = {call.path(0), body.dataset, body.purpose, body.mode,
                                       body.fields};
        auto const read = TRY(service::use_consent(place, caller_of(call), *book, wish));
        Answer answer;
        answer.text = facts_json(read);
        return answer;
    };
    return route;
}

base::Result<UsesSent> send_ledger(service::Place const& place, service::Caller const& caller,
                                   RecipientBody const& body, std::string const&) {
    int64_t const count = TRY(service::send_uses(place, caller, body.recipient));
    return UsesSent{count};
}

}  // namespace

std::vector<Route> consent_routes(service::Place const& place) {
    std::vector<Route> out;
    auto const book = std::make_shared<service::ConsentBook>();
    out.push_back(consent_text_route());
    out.push_back(withdrawal_text_route());
    out.push_back(grant_route(place, book));
    out.push_back(withdraw_route(place, book));
    add_reading(out, place, book);
    out.push_back(use_route(place, book));
    out.push_back(
        wish_route({Method::post, "/v1/consent_ledgers", "consent.use",
                    "Send the ledger to the window.", store::Purpose::service, bank | province},
                   place, send_ledger));
    return out;
}

}  // namespace http
