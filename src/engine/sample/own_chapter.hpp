// Own chapters: the five-chapter files one bank sends itself (3.1, 3.2, 3.7 … 3.10).
#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/decimal.hpp"
#include "engine/sample/receipt.hpp"

namespace sample {

/// One planted difference between the bank's own rows and its base files.
struct OwnFinding {
    Table table;
    ShortText<16> contract, receipt;
    ShortText<30> bill;
    ShortText<16> flow;
    std::string_view finding;  // reported_base, reported_branch.
};

/// Collects detail rows of one bank and sums them; summary rows go before them.
class OwnChapters {
public:
    /// Adds the rows of a receipt that is in the stock of the main month, and of its drawings.
    void add(Institution const& bank, Receipt const& receipt, Party const& party);

    /// Appends the summary rows and then the details of a table; returns the number of lines.
    int64_t finish(Table table, std::string& out);

    /// Findings since the last call.
    std::vector<OwnFinding> take_findings();

private:
    static constexpr size_t tables = 6;
    static constexpr size_t rows_max = 14;
    struct Sum {
        int64_t amount = 0;
        base::Int128 weighted = 0;
        int64_t customers = 0;
        ShortText<46> last;
    };
    /// A stock row or a drawing (with its number) that the bank files itself.
    struct Source {
        Institution const& bank;
        Receipt const& receipt;
        Party const& party;
        Loan const& row;
        std::string_view flow;
        bool is_lost;  // Its line in the base file is refused, or was never there.
    };
    void add_row(size_t table, Source const& source);
    void add_to_sums(size_t table, Source const& source);
    void sum(size_t table, size_t row, Source const& source);
    void render(size_t table, Branch const& branch, Source const& source);

    std::array<std::string, tables> details_;
    std::array<int64_t, tables> lines_{};
    std::array<std::array<Sum, rows_max>, tables> sums_{};
    std::vector<OwnFinding> findings_;
};

}  // namespace sample
