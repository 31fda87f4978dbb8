// Loading a month: every legal person's files into wide Parquet relations, with all that was wrong.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "domain/finding.hpp"
#include "domain/layout.hpp"
#include "warehouse/database.hpp"
#include "warehouse/inbox.hpp"
#include "warehouse/mapping.hpp"
#include "warehouse/month_sql.hpp"
#include "warehouse/sent_form.hpp"
#include "warehouse/table_reader.hpp"

namespace warehouse {

/// A table of the five chapters as the bank itself may have sent it.
struct OwnTable {
    domain::Layout layout;
    int number = 0;           // 1 … 10.
    std::string detail_code;  // 字段类别 of detail rows; "" when the layout has no such field.
};

/// The prior month: Parquet files of a finished run.
struct PriorMonth {
    std::string loan_sql;  // SELECT legal_uscc, key, class, … of {p}prior; "" without one.
    std::string
        determination_sql;  // SELECT legal_uscc, key, chapter, determination, main_type, share.
    std::map<std::string, std::set<std::string>> sent;  // Base tables by legal person.
};

struct LoadRequest {
    Inbox inbox;
    base::Day report_date;
    std::map<std::string, domain::Layout> base;  // Official tables by message name.
    std::map<std::string, OwnTable> own;         // By message name.
    domain::Layout supplement;
    domain::Layout determination;
    domain::Layout canonical;       // loan.v1, for loan and flow.
    std::vector<Mapping> mappings;  // At most one a legal person.
    PriorMonth prior;
    std::string person_key;  // Not empty: personal identifiers become keyed hashes.
    std::string out;         // Folder for <USCC>/loan.parquet and the rest.
    int threads = 2;
    std::function<void(std::string const& legal_uscc, int64_t rows)> progress;
};

struct LoadedLegal {
    std::string legal_uscc;
    int64_t loans = 0;
    int64_t flows = 0;
    int32_t customers = 0;
    SentTables sent;
};

struct LoadResult {
    std::vector<LoadedLegal> legals;
    std::vector<FileReport> files;
    std::vector<domain::Refusal> refusals;
    std::vector<domain::Finding> findings;
    int32_t borrowers = 0;
    std::vector<base::FlagWord> flag_words;  // Of loan and flow; an older month has none.
    std::vector<std::string> notes;          // Of the mappings; they stand on every output.
};

/// Masks pack well without a codec: half a second less for ten million rows.
enum class Packing : uint8_t { small, quick };

/// Options of COPY … TO Parquet; the notes stand in the file's own metadata.
std::string parquet_options(std::vector<std::string> const& notes,
                            Packing packing = Packing::small);

/// Writes `<out>/<USCC>/{loan,flow,gone,reported,determination}.parquet` for every legal person and
/// `<out>/key/borrower.parquet`. Two legal persons are read at a time. Errors: database and file
/// errors only; what is wrong inside files is in the result.
base::Result<LoadResult> load_month(Database& database, LoadRequest const& request);

}  // namespace warehouse
