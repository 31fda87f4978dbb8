// Canonical rows: loan.v1 as it stands in Parquet or in a staging table.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/day.hpp"
#include "domain/layout.hpp"
#include "warehouse/database.hpp"
#include "warehouse/table_reader.hpp"

namespace warehouse {

/// Where the rows of one relation stand, and which columns of the layout they have.
struct CanonicalRows {
    std::string relation;   // loan or flow.
    std::string from;       // A staging table, or read_parquet(…).
    domain::Layout layout;  // Of the columns that are there.
    std::string remark;     // SQL text of the heads with doubtful characters; may be NULL.
    std::string line;       // SQL of the row's number in its file.
    int64_t rows = 0;
};

/// Whose rows are wanted: of one relation, legal person and month.
struct CanonicalOf {
    std::string relation;  // loan or flow.
    std::string legal_uscc;
    base::Day report_date;
};

/// Columns of a loaded relation that are no input: we derive them again.
std::set<std::string> const& derived_columns();

/// Fields whose values together must be unique, by relation.
std::vector<std::string> canonical_key(std::string const& relation);

/// What the cells of a canonical row must say together: keys by class, this legal person, this
/// month. `layout` must hold the key, class, legal_uscc and month_end.
std::optional<LineFault> check_canonical(domain::Layout const& layout, CanonicalOf const& of,
                                         Cells cells);

/// Registers, once per database, what trust_parquet asks of texts. Errors: `database_failed`.
base::Result<void> register_canonical(Connection& connection, domain::Layout const& layout);

/// Looks whether Parquet holds loan.v1 without any fault, column-wise, and so can be used where it
/// lies. Nothing when there is any doubt: then the row reader finds out what is wrong.
/// Needs register_canonical with the same layout. Errors: as Connection::run.
base::Result<std::optional<CanonicalRows>> trust_parquet(Connection& connection,
                                                         std::string const& path,
                                                         domain::Layout const& layout,
                                                         CanonicalOf const& of);

/// SELECT with the columns of `<prefix>sent` and, as g_<column>, those that only loan.v1 has.
std::string canonical_select(CanonicalRows const& rows);

/// The columns that only loan.v1 has.
std::vector<std::string> given_columns(CanonicalRows const& rows);

}  // namespace warehouse
