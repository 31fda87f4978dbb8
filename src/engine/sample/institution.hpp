// Institutions: the invented legal persons of the province, and what each of them sends.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/day.hpp"
#include "engine/sample/identity.hpp"

namespace sample {

enum class Faults : uint8_t { none, all };

struct Options {
    int64_t loans = 20000;  // Stock receipts of the main month, 1,000..=100,000,000.
    uint64_t seed = 1;
    base::Day month_end;  // Report date of the main month, 2019-03-31..=2035-12-31.
    Faults faults = Faults::all;
};

enum class Table : uint8_t {
    cldwdk,
    clgrdk,
    clpjrz,
    dwdkfs,
    grdkfs,
    pjrzfs,
    clzxyp,
    clzxep,
    ftykhx,
    grkhxx,
    jrjgfz,
    clwtdk,
    hdaclkjdk,
    hdakjdkfs,
    hdaclyldk,
    hdayldkfs,
    hdaclszdk,
    hdaszdkfs,
    supplement,
    determination,
};
inline constexpr size_t table_count = 20;
inline constexpr size_t base_table_count = 12;  // Those that every institution may send.

enum class Month : uint8_t { main, prior };

/// CLDWDK …, or supplement.csv and determination.csv.
std::string_view table_name(Table table);
inline bool is_official(Table table) { return table < Table::supplement; }
inline bool is_own_chapter(Table table) {
    return table >= Table::hdaclkjdk && table <= Table::hdaszdkfs;
}
/// Customers, branches and entrusted loans are the same file in both months.
inline bool is_same_in_both_months(Table table) {
    return table >= Table::ftykhx && table <= Table::clwtdk;
}

/// What is wrong with a file of the main month as a whole (docs/month.md §2).
enum class FileFault : uint8_t {
    none,
    file_missing,
    file_missing_soft,
    log_missing,
    log_malformed,
    log_name,
    log_md5,
    log_bytes,
    log_count,
    bom,
};
std::string_view file_fault_name(FileFault fault);

enum class CsvForm : uint8_t { utf8, utf8_bom, gb18030 };

struct Branch {
    ShortText<18> uscc;  // The first one is the legal person itself.
    ShortText<8> number;
    ShortText<6> region;
};

struct Institution {
    int index = 0;
    ShortText<18> uscc;
    std::string name;
    int64_t receipts = 0;       // Stock receipts of the main month.
    bool clean = true;          // No fault is planted in it.
    bool zipped = false;        // Sends each .dat with its .log as a .zip.
    bool own_chapters = false;  // Sends its own five-chapter files.
    bool supplement = true;
    bool first_marks = true;   // Sends CLZXYP.
    bool second_marks = true;  // Sends CLZXEP.
    bool branch_file = true;   // Sends JRJGFZ.
    bool green = true;         // Has green loans; one institution has an empty chapter.
    bool bills = true;
    bool wide_supplement = true;  // Its supplement has all columns, those of reported values too.
    // Whether anything is drawn or repaid this month: unit loans, personal loans, bills.
    std::array<bool, 3> moves{true, true, true};
    CsvForm csv = CsvForm::utf8;
    std::array<FileFault, base_table_count> file_faults{};
    std::vector<Branch> branches;

    /// Whether the institution sends this table in this month.
    bool sends(Table table, Month month) const;
    FileFault file_fault(Table table) const {
        return size_t(table) < base_table_count ? file_faults[size_t(table)] : FileFault::none;
    }
};

std::vector<Institution> make_institutions(Options const& options);

}  // namespace sample
