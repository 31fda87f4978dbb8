// The catalogue of what consents are about, and who takes part.
#include "service/consent_terms.hpp"

#include <algorithm>

#include "service/all_rows.hpp"

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

base::Result<std::vector<ConsentParty>> consent_parties(Place const& place, Caller const& caller) {
    using Parties = std::vector<ConsentParty>;
    return read_as(
        place, caller,
        [&](store::Transaction& tx, store::Session const& session) -> base::Result<Parties> {
            // Whoever is asked may know by name who asks.
            auto const root = TRY(store::open_upkeep_session(tx, "", session.actor()));
            store::Filter const kinds{"kind",
                                      store::Compare::one_of,
                                      {base::Value(std::string("authority")),
                                       base::Value(std::string("department")),
                                       base::Value(std::string("bank"))}};
            auto const rows = TRY(all_rows<domain::Organisation>(tx, root, {kinds}, "name"));
            Parties out;
            for (domain::Organisation const& row : rows)
                if (row.uscc)
                    out.push_back({*row.uscc, row.party.value_or(*row.uscc), row.name, row.kind});
            return out;
        });
}

}  // namespace service
