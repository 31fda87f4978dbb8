// Reading the bodies of consents.
#include "http/consent_part.hpp"

namespace http {
namespace {

base::Result<domain::Edition> edition_in(Json const& body, std::string const& name,
                                         domain::Edition otherwise) {
    Json const* const found = body.find(name);
    if (found == nullptr || found->kind == JsonKind::null) return otherwise;
    auto const edition = domain::parse_edition(found->text);
    if (found->kind != JsonKind::text || !edition)
        return base::invalid("field_malformed", {.field = "/" + name});
    return *edition;
}

}  // namespace

ConsentReply consent_reply(service::ConsentView const& view) {
    domain::ConsentRow const& row = view.row;
    return {row.id,         view.state,         row.subject,         row.holder,   row.used_by,
            row.dataset,    row.fields,         row.purpose,         row.mode,     row.starts_on,
            row.expires_on, row.retention_days, row.period_uses_max, row.uses_max, view.uses,
            row.made_how,   row.clause,         row.content_hash,    row.made_at};
}

base::Result<std::vector<domain::Seal>> seals_of(Json const& body) {
    std::vector<domain::Seal> out;
    Json const* const seals = body.find("seals");
    if (seals == nullptr || seals->kind != JsonKind::array ||
        seals->items.size() > domain::seals_max)
        return base::invalid("field_malformed", {.field = "/seals"});
    for (size_t i = 0; i < seals->items.size(); ++i) {
        std::string const at = "/seals/" + std::to_string(i);
        auto values = TRY(read_json_row(base::record_of<domain::Seal>, seals->items[i], at));
        base::assign(base::record_of<domain::Seal>, &out.emplace_back(), std::move(values));
    }
    return out;
}

base::Result<service::Told> told_of(Json const& body) {
    service::Told out;
    out.holder = TRY(edition_in(body, "holder_edition", out.holder));
    out.user = TRY(edition_in(body, "user_edition", out.user));
    return out;
}

}  // namespace http
