// Mappings on the record: how the caller's bank has its own files read, with their code tables.
#pragma once

#include <string>
#include <vector>

#include "domain/filing_row.hpp"
#include "service/bank_month.hpp"

namespace service {

inline constexpr int64_t book_mappings_max = 50;  // Of a legal person.

struct MappingFile {
    std::string name;  // book.yaml, or the .csv of a code table that it names.
    std::string file;  // Where its bytes are.
};

/// Takes a mapping in; one of the same name is replaced. It may name files of the month's folder
/// and code tables beside it, and nothing elsewhere, and must be of the caller's legal person.
/// Errors: `mapping_name`, `mapping_many` (limit), `mapping_not_own`, those of read_mapping.
base::Result<domain::BookMapping> put_mapping(Place const& place, Caller const& caller,
                                              MappingFile const& wish);

/// No run reads by it any more. Errors: `object_not_found`.
base::Result<void> end_mapping(Place const& place, Caller const& caller, std::string const& id);

/// Lays the mappings in force into the root's folder `mapping/record`; returns those that a run
/// reads by, with those that the operator laid into `mapping`.
base::Result<std::vector<std::string>> deliver_mappings(Place const& place, Caller const& caller,
                                                        BankMonth const& month);

}  // namespace service
