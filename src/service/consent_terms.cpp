// The catalogue of what consents are about, and who takes part.
#include "service/consent_terms.hpp"

#include "service/all_rows.hpp"
#include "service/deployment_key.hpp"

namespace service {

std::span<ConsentItem const> consent_items() {
    static constexpr ConsentItem all[] = {
        {"operation", "tax.paid", "credit monitoring guarantee subsidy"},
        {"operation", "revenue.declared", "credit monitoring guarantee"},
        {"operation", "power.used", "credit monitoring"},
        {"operation", "insured.staff", "credit guarantee subsidy"},
        {"operation", "fund.deposited", "credit"},
        {"standing", "licence.state", "credit guarantee insurance matching subsidy"},
        {"standing", "tax.grade", "credit guarantee matching"},
        {"standing", "penalty.record", "credit monitoring guarantee insurance"},
        {"technology", "patent.count", "credit matching"},
        {"technology", "research.spend", "credit matching subsidy"},
        {"green", "emission.permit", "credit insurance"},
        {"green", "energy.saved", "credit matching"},
    };
    return all;
}

namespace {

ConsentParty party_of(domain::Organisation const& row) {
    std::string const uscc = row.uscc.value_or("");
    return {uscc, row.party.value_or(uscc), row.name, row.kind};
}

}  // namespace

base::Result<ConsentParties> consent_parties(Place const& place, Caller const& caller) {
    return read_as(
        place, caller,
        [&](store::Transaction& tx, store::Session const& session) -> base::Result<ConsentParties> {
            auto const own = TRY(own_legal(tx, session));
            // Whoever is asked may know by name who asks.
            auto const root = TRY(store::open_upkeep_session(tx, "", session.actor()));
            store::Filter kinds{"kind", store::Compare::one_of, {}};
            for (char const* const kind : {"authority", "department", "bank"})
                kinds.values.emplace_back(std::string(kind));
            auto const rows = TRY(all_rows<domain::Organisation>(tx, root, {kinds}, "name"));
            ConsentParties out{party_of(own), {}};
            for (domain::Organisation const& row : rows)
                if (row.uscc) out.others.push_back(party_of(row));
            return out;
        });
}

}  // namespace service
