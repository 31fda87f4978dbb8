// Packages in and out, signing keys and trusted keys.
#include "http/exchange_route.hpp"

#include "base/file.hpp"
#include "http/desk_part.hpp"
#include "http/wish_route.hpp"
#include "service/deployment_key.hpp"
#include "service/exchange.hpp"
#include "store/tables.hpp"

namespace http {
namespace {

constexpr int64_t register_bytes_max = 8 << 20;

/// A key that is to be made.
struct KeyBody {
    std::string kind;
    std::string name;
    std::string role;
    base::Day from;
};

inline constexpr auto key_body_columns = base::columns<KeyBody>({
    base::column<&KeyBody::kind>({.text = "Algorithm.", .choices = "sm2 ed25519"}),
    base::column<&KeyBody::name>({.text = "Person or system that holds it."}),
    base::column<&KeyBody::role>({.text = "sender for packages."}),
    base::column<&KeyBody::from>({.text = "First day."}),
});

/// How many keys of a register were new or changed.
struct KeysTaken {
    int64_t changed;
};

inline constexpr auto keys_taken_columns = base::columns<KeysTaken>({
    base::column<&KeysTaken::changed>({.text = "Keys that are new or have other days now."}),
});

}  // namespace
}  // namespace http

template <>
inline constexpr base::Record base::record_of<http::KeyBody>{"key_wish", http::key_body_columns};
template <>
inline constexpr base::Record base::record_of<http::KeysTaken>{"keys_taken",
                                                               http::keys_taken_columns};

namespace http {
namespace {

base::Result<domain::TrustedKey> make_key(service::Place const& place,
                                          service::Caller const& caller, KeyBody const& body,
                                          std::string const&) {
    return service::make_deployment_key(place, caller,
                                        {body.kind, body.name, body.role, body.from});
}

Route register_route(service::Place const& place) {
    Route route;
    route.method = Method::post;
    route.path = "/v1/key_registers";
    route.permission = "security.key";
    route.purpose = store::Purpose::security;
    route.summary = "Trust the keys of a register (CSV of wupian key make).";
    route.body = BodyKind::upload;
    route.body_bytes = register_bytes_max;
    route.reply_record = &base::record_of<KeysTaken>;
    route.repeat = Repeat::keyed;
    route.rate = RateClass::write;
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        auto const csv = TRY(base::read_file(call.request.spooled, register_bytes_max));
        int64_t const changed = TRY(service::trust_keys(place, caller_of(call), csv));
        return record_answer(KeysTaken{changed});
    };
    return route;
}

Route own_register_route(service::Place const& place) {
    Route route;
    route.path = "/v1/key_register";
    route.permission = "signed_in";
    route.summary = "The keys that packages of this organisation are signed with, as a register.";
    route.reply = ReplyKind::text;
    route.media = "text/csv";
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        Answer answer;
        answer.text = TRY(service::own_register(place, caller_of(call)));
        return answer;
    };
    return route;
}

Route take_route(service::Place const& place, JobRunner& jobs, uint8_t editions,
                 store::Purpose purpose) {
    Route route = job_route("/v1/packages", "receive.take",
                            "Take in a package that another edition made, as a job.");
    route.editions = editions;
    route.purpose = purpose;
    route.body = BodyKind::upload;
    route.body_bytes = service::package_bytes_max;
    route.handle = [&place, &jobs](Call& call) -> base::Result<Answer> {
        return start_upload_job(place, jobs, call, "package",
                                [&place](service::Caller const& caller,
                                         std::string const& file) -> base::Result<std::string> {
                                    auto const row =
                                        TRY(service::take_package(place, caller, file));
                                    return "/v1/packages/" + row.id;
                                });
    };
    return route;
}

Route file_route(service::Place const& place) {
    Route route;
    route.path = "/v1/packages/{id}/file";
    route.permission = "package.read";
    route.summary = "The package itself.";
    route.reply = ReplyKind::file;
    route.media = "application/zip";
    route.rate = RateClass::heavy;
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        auto const row = service::read_as(
            place, caller_of(call), [&](store::Transaction& tx, store::Session const& session) {
                return store::find<domain::PackageRow>(tx, session, call.path(0));
            });
        auto const package = TRY(row);
        Answer answer;
        answer.file = service::package_file(place, package);
        return answer;
    };
    return route;
}

}  // namespace

std::vector<Route> exchange_routes(service::Place const& place, JobRunner& jobs) {
    std::vector<Route> out;
    add_row_routes(out, place,
                   {"/v1/packages", "package.read", &store::table_of<domain::PackageRow>,
                    store::Purpose::service, "Packages that came in and went out."});
    out.push_back(file_route(place));
    out.push_back(take_route(place, jobs, domain::with_receipts, store::Purpose::statistics));
    out.push_back(take_route(place, jobs, province | window, store::Purpose::service));
    add_row_routes(out, place,
                   {"/v1/keys", "signed_in", &store::table_of<domain::TrustedKey>,
                    store::Purpose::service, "Public keys whose signatures count here."});
    out.push_back(
        wish_route({Method::post, "/v1/keys", "security.key",
                    "Make a key that this organisation signs with.", store::Purpose::security},
                   place, make_key));
    out.push_back(register_route(place));
    out.push_back(own_register_route(place));
    return out;
}

}  // namespace http
