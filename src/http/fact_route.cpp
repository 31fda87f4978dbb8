// Facts over HTTP: put, corrected, objected to; each duty by its own route, read through the wall.
#include "http/consent_body.hpp"
#include "http/consent_route.hpp"
#include "http/desk_part.hpp"
#include "http/list_body.hpp"
#include "http/wish_route.hpp"
#include "service/consent_desk.hpp"
#include "store/fact.hpp"
#include "store/tables.hpp"

namespace http {
namespace {

base::Result<domain::Fact> put_fact(service::Place const& place, service::Caller const& caller,
                                    FactBody const& body, std::string const& duty) {
    return service::write_as(
        place, caller,
        [&](store::Transaction& tx, store::Session const& session) -> base::Result<domain::Fact> {
            domain::Fact fact;
            fact.subject = TRY(service::party_of(tx, session, body.subject));
            fact.item = body.item;
            fact.value = body.value;
            fact.valid_from = body.valid_from;
            fact.valid_to = body.valid_to;
            fact.source = body.source;
            fact.duty = duty;
            return store::insert(tx, session, fact);
        });
}

base::Result<domain::Fact> put_consented(service::Place const& place, service::Caller const& caller,
                                         FactBody const& body, std::string const&) {
    return put_fact(place, caller, body, "consent");
}

base::Result<domain::Fact> put_statistical(service::Place const& place,
                                           service::Caller const& caller, FactBody const& body,
                                           std::string const&) {
    return put_fact(place, caller, body, "statistics");
}

base::Result<domain::Fact> correct(service::Place const& place, service::Caller const& caller,
                                   FactCorrectionBody const& body, std::string const& id) {
    return service::write_as(
        place, caller, [&](store::Transaction& tx, store::Session const& session) {
            return store::correct_fact(tx, session, id,
                                       {body.value, body.valid_from, body.valid_to, body.source});
        });
}

base::Result<domain::Fact> object(service::Place const& place, service::Caller const& caller,
                                  ReasonBody const& body, std::string const& id) {
    return service::write_as(place, caller,
                             [&](store::Transaction& tx, store::Session const& session) {
                                 return store::object_to_fact(tx, session, id, body.reason);
                             });
}

/// Facts as known now, or at an instant.
Route fact_list(service::Place const& place, std::string path, store::Purpose purpose,
                uint8_t editions) {
    Route route;
    route.path = std::move(path);
    route.permission = "fact.read";
    route.editions = editions;
    route.purpose = purpose;
    route.summary = "Facts that this purpose may read, as known now or at an instant.";
    route.reply = ReplyKind::list;
    route.reply_record = &base::record_of<domain::Fact>;
    route.query = {query_field("as_of", base::ValueType::text, "Instant; absent: now.")};
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        return list_as_of(place, store::table_of<domain::Fact>, call);
    };
    return route;
}

}  // namespace

std::vector<Route> fact_routes(service::Place const& place) {
    using store::Purpose;
    std::vector<Route> out;
    out.push_back(fact_list(place, "/v1/facts", Purpose::service, everywhere));
    out.push_back(
        fact_list(place, "/v1/statistics_facts", Purpose::statistics, domain::with_receipts));
    out.push_back(wish_route(
        {Method::post, "/v1/facts", "fact.change", "Put a fact that was received under a consent."},
        place, put_consented));
    out.push_back(wish_route({Method::post, "/v1/statistics_facts", "fact.change",
                              "Put a fact that was received for statistics.", Purpose::statistics,
                              domain::with_receipts},
                             place, put_statistical));
    out.push_back(wish_route({Method::post, "/v1/facts/{id}/correct", "fact.change",
                              "Put what is right in a fact's place; the former is still seen."},
                             place, correct));
    out.push_back(wish_route({Method::post, "/v1/facts/{id}/object", "fact.change",
                              "Mark a fact as disputed; its value stays."},
                             place, object));
    return out;
}

}  // namespace http
