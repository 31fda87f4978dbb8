// Corrections and objections as new facts.
#include "store/fact.hpp"

#include "store/tables.hpp"

namespace store {
namespace {

base::Result<domain::Fact> replace_fact(Transaction& tx, Session const& session,
                                        domain::Fact fact) {
    TRY_VOID(end<domain::Fact>(tx, session, fact.id));
    fact.correction_of = fact.id;
    fact.id.clear();
    return insert(tx, session, fact);
}

}  // namespace

base::Result<domain::Fact> correct_fact(Transaction& tx, Session const& session,
                                        std::string const& id, Correction const& correction) {
    auto fact = TRY(find<domain::Fact>(tx, session, id));
    fact.value = correction.value;
    fact.valid_from = correction.valid_from;
    fact.valid_to = correction.valid_to;
    fact.source = correction.source;
    fact.objection.reset();
    return replace_fact(tx, session, std::move(fact));
}

base::Result<domain::Fact> object_to_fact(Transaction& tx, Session const& session,
                                          std::string const& id, std::string const& objection) {
    auto fact = TRY(find<domain::Fact>(tx, session, id));
    fact.objection = objection;
    return replace_fact(tx, session, std::move(fact));
}

}  // namespace store
