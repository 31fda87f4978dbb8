// Facts: never changed, only ended; a correction and an objection are new facts with a source.
#pragma once

#include "domain/fact.hpp"
#include "store/session.hpp"

namespace store {

/// What is believed instead of a fact, and why.
struct Correction {
    std::string value;
    base::Day valid_from;
    std::optional<base::Day> valid_to = {};
    std::string source;
};

/// Ends the fact now and puts another in its place, with the same subject, item and duty. Replay
/// with an earlier as_of still gives the former one. Errors: those of `end` and `insert`.
base::Result<domain::Fact> correct_fact(Transaction& tx, Session const& session,
                                        std::string const& id, Correction const& correction);

/// Marks a fact as disputed: its copy carries the objection, its value stays. Errors: as above.
base::Result<domain::Fact> object_to_fact(Transaction& tx, Session const& session,
                                          std::string const& id, std::string const& objection);

}  // namespace store
