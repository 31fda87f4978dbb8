// SQL text that joins one legal person's staging tables into the wide relations of a month.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/day.hpp"
#include "warehouse/canonical.hpp"

namespace warehouse {

/// What was sent, so that absence can be told from "no".
struct SentTables {
    bool special1 = false;               // CLZXYP.
    bool special2 = false;               // CLZXEP.
    bool customers = false;              // FTYKHX.
    bool persons = false;                // GRKHXX.
    bool branches = false;               // JRJGFZ.
    bool canonical = false;              // Loans or flows came as loan.v1.
    bool prior = false;                  // Some stock of the prior month.
    std::set<std::string> tables;        // Base tables of this month, by message name,
    std::set<std::string> prior_tables;  // and of the prior month.

    /// Classes of loans whose balance can be rolled: stock of both months and this month's flow.
    std::vector<std::string> rolling_classes() const;
    bool reported[11] = {};  // Own table 3.1 … 3.10 at 1 … 10.
};

struct MonthSql {
    std::string prefix;  // Of the staging tables: l3_.
    std::string legal_uscc;
    base::Day report_date;
    SentTables sent;
    bool person_key = false;                    // Replace personal identifiers by a keyed hash.
    std::vector<CanonicalRows> canonical = {};  // loan.v1 rows beside the official tables.
};

/// Tables of rows as sent, companions by key, customers, movements and the determinations that
/// count:
/// `<prefix>sent`, `<prefix>supplement_key`, `<prefix>determined`, `<prefix>decision`,
/// `<prefix>customer`, `<prefix>movement`. Needs every staging table, empty where nothing was sent.
std::string joined_tables(MonthSql const& month);

/// Views `<prefix>loan`, `<prefix>flow`, `<prefix>gone`, `<prefix>reported` with the columns of the
/// grain `loan`. Needs joined_tables and `<prefix>borrower(borrower_id, customer_no, borrower_no)`.
std::string wide_views(MonthSql const& month);

}  // namespace warehouse
