// What the routes of consents share: members of their bodies, and a consent as a reply.
#pragma once

#include <string>
#include <vector>

#include "http/consent_body.hpp"
#include "http/json.hpp"
#include "service/consent_desk.hpp"

namespace http {

ConsentReply consent_reply(service::ConsentView const& view);

/// A member of the body as a struct. Errors: `field_missing`, those of read_json_row.
template <typename Row>
base::Result<Row> member_of(Json const& body, std::string const& name) {
    Json const* const found = body.find(name);
    if (found == nullptr) return base::invalid("field_missing", {.field = "/" + name});
    auto values = TRY(read_json_row(base::record_of<Row>, *found, "/" + name));
    Row out;
    base::assign(base::record_of<Row>, &out, std::move(values));
    return out;
}

/// The member `seals`. Errors: `field_malformed`, those of read_json_row.
base::Result<std::vector<domain::Seal>> seals_of(Json const& body);

/// The editions that are told. Errors: `field_malformed`.
base::Result<service::Told> told_of(Json const& body);

}  // namespace http
