// Institutions by index: who sends what, who is clean, and which files are faulty as a whole.
#include "engine/sample/institution.hpp"

#include <algorithm>

#include "engine/sample/region.hpp"

namespace sample {
namespace {

constexpr std::string_view table_names[] = {
    "CLDWDK",    "CLGRDK",    "CLPJRZ",    "DWDKFS",         "GRDKFS",
    "PJRZFS",    "CLZXYP",    "CLZXEP",    "FTYKHX",         "GRKHXX",
    "JRJGFZ",    "CLWTDK",    "HDACLKJDK", "HDAKJDKFS",      "HDACLYLDK",
    "HDAYLDKFS", "HDACLSZDK", "HDASZDKFS", "supplement.csv", "determination.csv"};
static_assert(std::size(table_names) == table_count);

constexpr std::string_view fault_names[] = {
    "",         "file_missing", "file_missing_soft", "log_missing", "log_malformed",
    "log_name", "log_md5",      "log_bytes",         "log_count",   "bom"};

/// The five ways of sending that occur exactly once, by index; the others are ordinary.
enum Way { own_chapters, zipped, without_supplement, without_marks, empty_chapter, way_count };

std::string bank_name(int index, City const& city) {
    std::string out = "样例";
    append_firm_word(out, uint64_t(index) + 9000000);
    switch (index % 4) {
        case 0: return out + "农村商业银行股份有限公司（示例，" + std::string(city.name) + "）";
        case 1: return out + "城市商业银行股份有限公司（示例）";
        case 2: return out + "村镇银行股份有限公司（示例，" + std::string(city.name) + "）";
        default: return out + "全国性商业银行股份有限公司山西省分行（示例）";
    }
}

void add_branch(Institution& bank, std::string_view region) {
    Branch branch;
    size_t const number = bank.branches.size();
    branch.region = ShortText<6>(region);
    branch.number.append(100 + uint64_t(number), 4);
    uint64_t const id = 1000 + uint64_t(bank.index) * 64 + number;
    branch.uscc = number == 0 ? bank.uscc : make_uscc("91", region, id);
    bank.branches.push_back(branch);
}

/// City banks and national banks stand in all eleven cities, the others in one.
void add_branches(Institution& bank, City const& city) {
    if (bank.index % 4 == 1 || bank.index % 4 == 3) {
        for (City const& each : cities()) add_branch(bank, each.counties[0]);
        return;
    }
    size_t const count = std::min<size_t>(city.counties.size(), size_t(3 + bank.index % 3));
    for (size_t i = 0; i < count; ++i) add_branch(bank, city.counties[i]);
}

void set_way(Institution& bank) {
    bank.own_chapters = bank.index == own_chapters;
    bank.zipped = bank.index == zipped;
    bank.supplement = bank.index != without_supplement;
    bank.first_marks = bank.index != without_marks;
    bank.green = bank.index != empty_chapter;
    bank.wide_supplement = bank.index % 3 != 1;
    if (bank.index == zipped) bank.csv = CsvForm::utf8_bom;
    if (bank.index == empty_chapter) bank.csv = CsvForm::gb18030;
}

bool is_clean(int index) {
    if (index < way_count) return index == zipped || index == empty_chapter;
    return index % 3 == 1;
}

/// Leaves out files, together with all that they would hold, so that nothing else goes wrong.
void leave_out_files(Institution& bank) {
    auto const leave_out = [&](Table table, FileFault fault) {
        bank.file_faults[size_t(table)] = fault;
    };
    if (bank.index == own_chapters) {
        bank.moves[2] = false;
        bank.second_marks = false;
        leave_out(Table::pjrzfs, FileFault::file_missing);
        leave_out(Table::clzxep, FileFault::file_missing_soft);
    } else if (bank.index == without_supplement) {
        bank.bills = bank.branch_file = false;
        leave_out(Table::clpjrz, FileFault::file_missing);
        leave_out(Table::jrjgfz, FileFault::file_missing_soft);
    } else if (bank.index == without_marks) {
        bank.moves[1] = false;
        leave_out(Table::grdkfs, FileFault::file_missing);
    }
}

/// The seven faults of a file and its log, each on one table: in full in the first three faulty
/// institutions, later one or two in each.
void plant_file_faults(Institution& bank) {
    constexpr FileFault faults[] = {
        FileFault::log_missing, FileFault::log_malformed, FileFault::log_name, FileFault::log_md5,
        FileFault::log_bytes,   FileFault::log_count,     FileFault::bom};
    size_t const count = bank.index < way_count ? std::size(faults) : 1 + size_t(bank.index) % 2;
    size_t at = size_t(bank.index) * 5;
    for (size_t i = 0; i < count; ++at) {
        Table const table = Table(at % base_table_count);
        if (!bank.sends(table, Month::main) || bank.file_fault(table) != FileFault::none) continue;
        bank.file_faults[size_t(table)] = faults[(i + size_t(bank.index)) % std::size(faults)];
        ++i;
    }
}

}  // namespace

std::string_view table_name(Table table) { return table_names[size_t(table)]; }

std::string_view file_fault_name(FileFault fault) { return fault_names[size_t(fault)]; }

bool Institution::sends(Table table, Month month) const {
    if (is_own_chapter(table)) return own_chapters && month == Month::main;
    switch (table) {
        case Table::supplement: return supplement;
        case Table::clzxyp: return first_marks;
        case Table::clzxep: return second_marks;
        case Table::jrjgfz: return branch_file;
        default: return month == Month::prior || file_fault(table) != FileFault::file_missing;
    }
}

std::vector<Institution> make_institutions(Options const& options) {
    int const count = int(std::clamp<int64_t>(options.loans / 4000, 3, 60));
    std::vector<Institution> out;
    int64_t weight_left = 0;
    for (int i = 0; i < count; ++i) weight_left += 8 + i * 5 % 7;
    int64_t receipts_left = options.loans;
    for (int i = 0; i < count; ++i) {
        Institution bank;
        bank.index = i;
        City const& city = cities()[size_t(i) % cities().size()];
        std::string_view const region = i % 4 == 3 ? "100000" : city.counties[0];
        bank.uscc = make_uscc("91", region, uint64_t(i));
        bank.name = bank_name(i, city);
        int64_t const weight = 8 + i * 5 % 7;
        bank.receipts = receipts_left * weight / weight_left;
        receipts_left -= bank.receipts;
        weight_left -= weight;
        set_way(bank);
        add_branches(bank, city);
        if (options.faults == Faults::all && !is_clean(i)) {
            bank.clean = false;
            leave_out_files(bank);
            plant_file_faults(bank);
        }
        if (!bank.first_marks)
            bank.file_faults[size_t(Table::clzxyp)] = FileFault::file_missing_soft;
        out.push_back(std::move(bank));
    }
    return out;
}

}  // namespace sample
