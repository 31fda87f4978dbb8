// Keys of a person's own device over HTTP, and the words of a consent for the page that asks.
#include "domain/consent.hpp"
#include "http/consent_route.hpp"
#include "http/desk_part.hpp"
#include "http/json.hpp"
#include "http/wish_route.hpp"
#include "service/consent_terms.hpp"
#include "service/device_key.hpp"

namespace http {
namespace {

struct DeviceKeyBody {
    std::string public_key;
    std::optional<std::string> role;
};

constexpr auto device_key_body_columns = base::columns<DeviceKeyBody>({
    base::column<&DeviceKeyBody::public_key>({.text = "SubjectPublicKeyInfo, DER in base64."}),
    base::column<&DeviceKeyBody::role>(
        {.text = "Absent for a firm.", .choices = "subject maker checker"}),
});

struct EnrolBody {
    std::string public_key;
    std::optional<std::string> role;
    std::string signature;
};

constexpr auto enrol_body_columns = base::columns<EnrolBody>({
    base::column<&EnrolBody::public_key>({.text = "SubjectPublicKeyInfo, DER in base64."}),
    base::column<&EnrolBody::role>(
        {.text = "Absent for a firm.", .choices = "subject maker checker"}),
    base::column<&EnrolBody::signature>({.text = "Of the text to sign, base64."}),
});

struct EndBody {
    bool lost;
};

constexpr auto end_body_columns = base::columns<EndBody>({
    base::column<&EndBody::lost>({.text = "Lost: nothing that it signed counts any more."}),
});

constexpr auto device_key_text_columns = base::columns<service::DeviceKeyText>({
    base::column<&service::DeviceKeyText::key_id>({.text = "SM3 of the public key.", .key = true}),
    base::column<&service::DeviceKeyText::role>({.text = "The one role it may sign in."}),
    base::column<&service::DeviceKeyText::to_sign>({.text = "Text that the device signs."}),
});

}  // namespace
}  // namespace http

template <>
inline constexpr base::Record base::record_of<http::DeviceKeyBody>{"device_key_text_wish",
                                                                   http::device_key_body_columns};
template <>
inline constexpr base::Record base::record_of<http::EnrolBody>{"device_key_wish",
                                                               http::enrol_body_columns};
template <>
inline constexpr base::Record base::record_of<http::EndBody>{"device_key_end",
                                                             http::end_body_columns};
template <>
inline constexpr base::Record base::record_of<service::DeviceKeyText>{
    "device_key_text", http::device_key_text_columns};

namespace http {
namespace {

using base::Result;

Result<service::DeviceKeyText> text_of(service::Place const& place, service::Caller const& caller,
                                       DeviceKeyBody const& body, std::string const&) {
    return service::device_key_text(place, caller, {body.public_key, body.role.value_or(""), ""});
}

Result<domain::TrustedKey> enrol(service::Place const& place, service::Caller const& caller,
                                 EnrolBody const& body, std::string const&) {
    return service::enrol_device_key(place, caller,
                                     {body.public_key, body.role.value_or(""), body.signature});
}

Result<domain::TrustedKey> end(service::Place const& place, service::Caller const& caller,
                               EndBody const& body, std::string const& id) {
    return service::end_device_key(place, caller, id, body.lost);
}

/// Keys of devices of the caller's own organisation.
Route list_route(service::Place const& place) {
    Route route;
    route.path = "/v1/device_keys";
    route.permission = "consent.read";
    route.editions = window;
    route.summary = "Keys on devices that sign for this organisation.";
    route.reply = ReplyKind::list;
    route.reply_record = &base::record_of<domain::TrustedKey>;
    route.handle = [&place](Call& call) -> Result<Answer> {
        auto query = TRY(store_query(base::record_of<domain::TrustedKey>, call.list));
        auto found = service::read_as(
            place, caller_of(call),
            [&](store::Transaction& tx,
                store::Session const& session) -> base::Result<store::Page> {
                for (store::Filter& own : TRY(service::own_devices(tx, session)))
                    query.filters.push_back(std::move(own));
                return store::list_rows(tx, session, store::table_of<domain::TrustedKey>, query);
            });
        auto page = TRY(found);
        Answer answer;
        answer.rows = std::move(page.rows);
        answer.more = !page.next.empty();
        return answer;
    };
    return route;
}

void append_text(std::string& out, std::string_view name, std::string_view text) {
    if (out.back() != '{') out += ',';
    append_json_text(out, name);
    out += ':';
    append_json_text(out, text);
}

/// `{"code":…,"label":…,"help":…}` of a word that labels explain.
std::string word_json(std::string const& help, std::string_view code, service::Language language) {
    std::string out = "{";
    std::string const kind = help.substr(sizeof("help.") - 1);
    append_text(out, "code", code);
    append_text(out, "label", service::label(kind + std::string(code), language));
    append_text(out, "help", service::label(help + std::string(code), language));
    return out + "}";
}

template <typename List, typename One>
std::string array_json(List const& list, One const& one) {
    std::string out = "[";
    for (auto const& each : list) {
        if (out.size() > 1) out += ',';
        out += one(each);
    }
    return out + "]";
}

std::string clause_json(service::Language language) {
    std::string const text = "clause.clause-1.";
    std::string out = "{";
    append_text(out, "id", service::consent_clause);
    append_text(out, "title", service::label(text.substr(0, text.size() - 1), language));
    out += ",\"paragraphs\":[";
    for (int i = 1; i <= service::consent_clause_paragraphs; ++i) {
        if (i > 1) out += ',';
        append_json_text(out, service::label(text + std::to_string(i), language));
    }
    return out + "]}";
}

std::string item_json(service::ConsentItem const& one, service::Language language) {
    std::string out = "{";
    append_text(out, "code", one.item);
    append_text(out, "label", service::label("item." + std::string(one.item), language));
    append_text(out, "dataset", one.dataset);
    append_text(out, "dataset_label",
                service::label("dataset." + std::string(one.dataset), language));
    append_text(out, "needed_for", one.needed_for);
    return out + "}";
}

std::string party_json(service::ConsentParty const& one) {
    std::string out = "{";
    append_text(out, "uscc", one.uscc);
    append_text(out, "party", one.party);
    append_text(out, "name", one.name);
    append_text(out, "kind", one.kind);
    return out + "}";
}

Route terms_route(service::Place const& place) {
    Route route;
    route.path = "/v1/consent_terms";
    route.permission = "consent.read";
    route.editions = window;
    route.summary = "What a consent can be about, in words; and who takes part here.";
    route.reply = ReplyKind::json;
    route.handle = [&place](Call& call) -> Result<Answer> {
        auto const parties = TRY(service::consent_parties(place, caller_of(call)));
        auto const language = call.language;
        auto const words = [&](std::string const& kind, auto const& codes) {
            return array_json(codes,
                              [&](auto const& code) { return word_json(kind, code, language); });
        };
        domain::ConsentTerms const terms;
        Answer answer;
        answer.text = "{\"own\":" + party_json(parties.own) +
                      ",\"parties\":" + array_json(parties.others, party_json) + ",\"items\":" +
                      array_json(service::consent_items(),
                                 [&](auto const& one) { return item_json(one, language); }) +
                      ",\"purposes\":" + words("help.purpose.", domain::consent_purposes()) +
                      ",\"modes\":" + words("help.mode.", domain::consent_modes()) +
                      ",\"clause\":" + clause_json(language) +
                      ",\"months_max\":" + std::to_string(terms.months_max) +
                      ",\"retention_days_max\":" + std::to_string(terms.retention_days_max) + "}";
        return answer;
    };
    return route;
}

RouteHead head_of(std::string path, std::string summary) {
    return {Method::post,       std::move(path),         "consent.grant",
            std::move(summary), store::Purpose::service, window};
}

}  // namespace

std::vector<Route> device_key_routes(service::Place const& place) {
    std::vector<Route> out;
    Route text = wish_route(
        head_of("/v1/device_key_texts", "What a device signs to enrol its key; writes nothing."),
        place, text_of);
    text.repeat = Repeat::harmless;
    text.status = 200;
    out.push_back(std::move(text));
    out.push_back(wish_route(
        head_of("/v1/device_keys", "Enrol the key of one's own device for one's own organisation."),
        place, enrol));
    out.push_back(list_route(place));
    out.push_back(wish_route(
        head_of("/v1/device_keys/{id}/end", "End the key of a device; lost or replaced."), place,
        end));
    out.push_back(terms_route(place));
    return out;
}

}  // namespace http
