// What a consent can be about, in a reader's words: parties, data, purposes, modes, the clause.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "service/place.hpp"

namespace service {

/// One kind of data that a firm can let be read, and the purposes that ask for it.
struct ConsentItem {
    std::string_view dataset;
    std::string_view item;
    std::string_view needed_for;  // Purposes, one blank between.
};

/// The catalogue; its words are the labels `dataset.<dataset>` and `item.<item>`.
std::span<ConsentItem const> consent_items();

/// The clause that a grant shows now; its words are the labels `clause.<id>` and, paragraph by
/// paragraph, `clause.<id>.<n>`. Words that were shown to somebody never change: make a new id.
inline constexpr std::string_view consent_clause = "clause-1";
inline constexpr int consent_clause_paragraphs = 5;

/// An organisation of the window that may hold or use data.
struct ConsentParty {
    std::string uscc;
    std::string party;  // As rows of consents name it.
    std::string name;
    std::string kind;
};

struct ConsentParties {
    ConsentParty own;  // The caller's organisation.
    std::vector<ConsentParty>
        others;  // Authorities, departments and banks of this window, by name.
};
/// Errors: `organisation_no_uscc`.
base::Result<ConsentParties> consent_parties(Place const& place, Caller const& caller);

}  // namespace service
