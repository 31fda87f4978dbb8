// Reading one file by a layout into a staging table: every value parsed, every bad line refused
// with its reason, nothing dropped in silence.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/finding.hpp"
#include "domain/layout.hpp"
#include "warehouse/database.hpp"
#include "warehouse/key_set.hpp"

namespace warehouse {

struct LineFault {
    std::string field;
    std::string code;
    std::string value;
};

/// The cells of a line in layout order; absent CSV columns are empty.
using Cells = std::span<std::string_view const>;

struct ReadOptions {
    std::string legal_uscc;
    std::string file;              // As refused.csv shows it.
    std::vector<std::string> key;  // Field ids whose values together must be unique; at most 4.
    KeySet* keys = nullptr;        // Shared by the files of one relation.
    std::deque<std::string>* held = nullptr;  // RowSink: owns the keys' text as long as `keys`.
    /// A check of a whole line after its cells were good.
    std::function<std::optional<LineFault>(Cells)> check = {};
    std::vector<std::string> needed = {};  // CSV: columns without which the file cannot be used.
    std::set<std::string> derived = {};   // CSV: columns that we derive ourselves and so pass over.
    std::vector<std::string> heads = {};  // Names of the fields in refusals; empty: the layout's.
};

struct ReadCounts {
    int64_t lines = 0;
    int64_t accepted = 0;
    int64_t refused = 0;
    int64_t filtered = 0;  // Left out by a mapping's own `where`.
};

/// Creates `table`: line_no BIGINT, text_fault VARCHAR (heads of remarked fields, `;`-joined), and
/// a column per field that is not blank. Errors: as Connection::run.
base::Result<void> create_staging(Connection& connection, std::string const& table,
                                  domain::Layout const& layout);

/// Reads `.dat` bytes into an existing staging table. The bytes and `options.keys` must outlive
/// each other's use. Errors: as Connection::run; bad lines are no errors, they go to `refusals`.
/// Cost: over 100 MB a second a core with all validations (docs/performance.md).
base::Result<ReadCounts> read_dat(Connection& connection, std::string const& table,
                                  domain::Layout const& layout, std::string_view bytes,
                                  ReadOptions const& options,
                                  std::vector<domain::Refusal>& refusals);

/// Reads CSV text with a header (UTF-8; GB18030 is decoded by the caller). An unknown column is
/// refused on line 1 and the rest is used; a missing required column refuses every line.
/// `unescaped` owns cells that held doubled quotes, as long as `options.keys` is used.
base::Result<ReadCounts> read_csv(Connection& connection, std::string const& table,
                                  domain::Layout const& layout, std::string_view text,
                                  ReadOptions const& options,
                                  std::vector<domain::Refusal>& refusals,
                                  std::deque<std::string>& unescaped);

/// Takes rows from any other source into a staging table, with the same checks. The cells' text
/// need not outlive the call.
class RowSink {
public:
    /// `layout`, `options` and `refusals` must outlive the sink. Errors: as Connection::run.
    static base::Result<RowSink> create(Connection& connection, std::string const& table,
                                        domain::Layout const& layout, ReadOptions const& options,
                                        std::vector<domain::Refusal>& refusals);
    RowSink(RowSink&&) noexcept;
    ~RowSink();

    /// `cells` in layout order.
    base::Result<void> add(int64_t line, Cells cells);
    void refuse(int64_t line, LineFault fault);
    void leave_out();
    base::Result<ReadCounts> finish();

private:
    struct State;
    explicit RowSink(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Shown values: control characters and bytes that are no UTF-8 as \xNN, at most 60 characters.
std::string show_value(std::string_view value);

}  // namespace warehouse
