// Consents at a counter over HTTP: the scan, the first signature, the second.
#include "base/file.hpp"
#include "http/consent_part.hpp"
#include "http/consent_route.hpp"
#include "http/desk_part.hpp"
#include "http/list_body.hpp"
#include "http/wish_route.hpp"
#include "service/counter.hpp"
#include "store/tables.hpp"

namespace http {
namespace {

struct ScanKept {
    std::string scan_sm3;
};

constexpr auto scan_kept_columns = base::columns<ScanKept>({
    base::column<&ScanKept::scan_sm3>({.text = "SM3 of the scanned paper.", .key = true}),
});

}  // namespace
}  // namespace http

template <>
inline constexpr base::Record base::record_of<http::ScanKept>{"scan_kept", http::scan_kept_columns};

namespace http {
namespace {

using Book = std::shared_ptr<service::ConsentBook>;

Route write_route(std::string path, std::string summary) {
    Route route;
    route.method = Method::post;
    route.path = std::move(path);
    route.permission = "consent.grant";
    route.editions = window;
    route.summary = std::move(summary);
    route.status = 201;
    route.repeat = Repeat::keyed;
    route.rate = RateClass::write;
    return route;
}

Route scan_route(service::Place const& place) {
    Route route = write_route("/v1/counter_scans", "Keep the scan of a signed paper.");
    route.body = BodyKind::upload;
    route.body_bytes = service::counter_scan_bytes_max;
    route.reply_record = &base::record_of<ScanKept>;
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        auto const sm3 = TRY(service::keep_scan(place, caller_of(call), call.request.spooled));
        return record_answer(ScanKept{sm3});
    };
    return route;
}

Route put_route(service::Place const& place) {
    Route route = write_route("/v1/counter_consents",
                              "A consent on paper with its first seal, for a second person.");
    route.body = BodyKind::json;
    route.reply_record = &base::record_of<domain::CounterConsent>;
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        service::SignedConsent given;
        given.consent = TRY(member_of<domain::Consent>(call.json, "consent"));
        given.seals = TRY(seals_of(call.json));
        auto const row = TRY(service::put_counter_consent(place, caller_of(call), given));
        return record_answer(row);
    };
    return route;
}

Route sign_route(service::Place const& place, Book const& book) {
    Route route =
        write_route("/v1/counter_consents/{id}/sign", "The second seal: the consent is granted.");
    route.body = BodyKind::json;
    route.reply_record = &base::record_of<ConsentReply>;
    route.handle = [&place, book](Call& call) -> base::Result<Answer> {
        service::CounterSeal wish;
        wish.id = call.path(0);
        // Whether there is such a paper comes before what the body lacks.
        TRY(service::read_counter_consent(place, caller_of(call), wish.id));
        wish.seal = TRY(member_of<domain::Seal>(call.json, "seal"));
        wish.told = TRY(told_of(call.json));
        auto const view = TRY(service::sign_counter_consent(place, caller_of(call), *book, wish));
        return record_answer(consent_reply(view));
    };
    return route;
}

Route text_route(service::Place const& place) {
    Route route;
    route.path = "/v1/counter_consents/{id}/text";
    route.permission = "consent.read";
    route.editions = window;
    route.summary = "The consent of a paper, word by word.";
    route.reply = ReplyKind::json;
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        auto const given = TRY(service::read_counter_consent(place, caller_of(call), call.path(0)));
        Answer answer;
        answer.text = "{\"consent\":";
        append_json_row(answer.text, base::record_of<domain::Consent>,
                        record_answer(given.consent).row);
        answer.text += '}';
        return answer;
    };
    return route;
}

Route scan_file_route(service::Place const& place) {
    Route route;
    route.path = "/v1/counter_consents/{id}/scan";
    route.permission = "consent.read";
    route.editions = window;
    route.summary = "The scan of a paper.";
    route.reply = ReplyKind::file;
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        Answer answer;
        answer.file = TRY(service::counter_scan_file(place, caller_of(call), call.path(0)));
        return answer;
    };
    return route;
}

base::Result<domain::CounterConsent> give_back(service::Place const& place,
                                               service::Caller const& caller,
                                               ReasonBody const& body, std::string const& id) {
    return service::return_counter_consent(place, caller, id, body.reason);
}

}  // namespace

std::vector<Route> counter_routes(service::Place const& place) {
    std::vector<Route> out;
    auto const book = std::make_shared<service::ConsentBook>();
    out.push_back(scan_route(place));
    out.push_back(put_route(place));
    add_row_routes(
        out, place,
        {"/v1/counter_consents", "consent.read", &store::table_of<domain::CounterConsent>,
         store::Purpose::service, "Consents that were signed on paper at a counter."});
    out.push_back(sign_route(place, book));
    out.push_back(text_route(place));
    out.push_back(scan_file_route(place));
    out.push_back(
        wish_route({Method::post, "/v1/counter_consents/{id}/return", "consent.grant",
                    "Return a consent on paper to who took it.", store::Purpose::service, window},
                   place, give_back));
    return out;
}

}  // namespace http
