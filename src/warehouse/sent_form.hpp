// Forms: a table of a month sent as CSV, as Parquet, or in a bank's own files through a mapping.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "domain/layout.hpp"
#include "warehouse/inbox.hpp"
#include "warehouse/mapping.hpp"
#include "warehouse/table_reader.hpp"

namespace warehouse {

enum class FormKind : uint8_t { none, dat, csv, parquet, mapped };

struct SentForm {
    FormKind kind = FormKind::none;
    std::string path;
    MappedTable const* mapped = nullptr;
};

/// The one form in which a legal person sent a table: <table>.csv, <table>.parquet, the official
/// .dat, or a mapping's. Errors: `inbox_two_forms`.
base::Result<SentForm> form_of(LegalInbox const& inbox, Mapping const* mapping,
                               std::string const& table);

/// What was read of one sent file.
struct FileReport {
    std::string legal_uscc;
    std::string file;
    std::string table;
    std::string sha256;
    int64_t bytes = 0;
    ReadCounts counts;
    std::vector<std::string> unused = {};  // Columns that a mapping does not read.
};

/// The layout cut to the fields that a form gives, that are required, or that are in `keep`.
/// Errors: those of reading the file's header.
base::Result<domain::Layout> layout_of_form(Connection& connection, SentForm const& form,
                                            domain::Layout const& layout,
                                            std::vector<std::string> const& keep);

/// Where a form is read to, and how.
struct FormTarget {
    Connection& connection;
    Connection& reader;  // A second one, for the source.
    std::string staging;
    domain::Layout const& layout;
    ReadOptions const& options;
};

/// Reads a form other than `dat` into a staging table. Errors: those of read_foreign,
/// `mapping_column_missing`, and database errors; bad rows go to `refusals`.
base::Result<FileReport> read_form(SentForm const& form, FormTarget const& to,
                                   std::vector<domain::Refusal>& refusals);

}  // namespace warehouse
