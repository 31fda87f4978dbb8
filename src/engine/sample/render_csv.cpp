// CSV lines; every second institution has its columns in another order.
#include "engine/sample/render_csv.hpp"

#include <array>

#include "engine/sample/cells.hpp"
#include "engine/sample/green.hpp"

namespace sample {
namespace {

constexpr std::string_view base_columns =
    "use_class,borrower_class,use_domestic,county_town,farmer,agri_use,approved,credit_line,"
    "green_l3,green_condition,green_share,elder_type,elder_share,elder_national,"
    "star_evidence_hts,star_evidence_se,star_evidence_de,de05_evidence,"
    "rep_htp,rep_htp_type,rep_green";
constexpr std::string_view wide_columns =
    "rep_hts,rep_hts_type,rep_se,rep_se_type,rep_pa,rep_pa_type,rep_de,rep_de_type,rep_de05,"
    "rep_elder,rep_inc_small,rep_inc_sole,rep_inc_owner,rep_inc_farmer,rep_inc_startup,"
    "rep_inc_student";

bool key_comes_last(Institution const& bank) { return bank.index % 2 == 1; }

void append_type(Cells& cells, std::string_view family, uint8_t type) {
    if (type == 0) {
        cells.blanks(1);
        return;
    }
    char text[5];
    size_t const n = family.copy(text, 3);
    text[n] = char('0' + type / 10);
    text[n + 1] = char('0' + type % 10);
    cells.text(std::string_view(text, n + 2));
}

void append_key(Cells& cells, Institution const& bank, Receipt const& r,
                Fault spoiled = Fault::none) {
    // The other of receipt and bill may be empty or 0; both occur.
    std::string_view const other = bank.index % 4 < 2 ? "" : "0";
    bool const bill = r.kind == LoanClass::bill;
    std::string_view legal = bank.uscc.view();
    if (spoiled == Fault::supplement_length) legal.remove_suffix(1);
    cells.texts(legal, bill ? other : r.number.view(), bill ? r.bill.view() : other);
}

void append_base(Cells& cells, Supplement const& line, Fault spoiled) {
    char const domestic[] = {line.use_domestic, '\0'};
    bool const code = spoiled == Fault::supplement_code;
    cells.texts(code ? "Z9999" : industry_text(line.use), industry_text(line.borrower), domestic);
    if (spoiled == Fault::supplement_flag) {
        cells.text("2");
    } else {
        cells.flag(line.county_town);
    }
    cells.flag(line.farmer);
    if (line.agri_use < 0) {
        cells.blanks(1);
    } else {
        cells.integer(line.agri_use);
    }
    if (spoiled == Fault::supplement_date) {
        cells.text("2025-09-31");
    } else {
        cells.day(line.approved);
    }
    if (spoiled == Fault::supplement_number) {
        cells.text("300万");
    } else {
        cells.money_if(line.credit_line);
    }
    std::string item;
    if (line.green_item >= 0) append_green_item(item, line.green_item);
    cells.text(item).flag(line.green_condition).rate_if(line.green_share);
    append_type(cells, "EC", line.elder_type);
    cells.rate_if(line.elder_share).flag(line.elder_national);
    cells.flag(line.star_hts).flag(line.star_se).flag(line.star_de).flag(line.de05);
    auto const& htp = line.reported;
    cells.flag(htp.flags[0]);
    append_type(cells, "HTP", htp.flags[0] == 1 ? htp.types[0] : uint8_t(0));
    cells.flag(htp.green);
}

void append_wide(Cells& cells, Reported const& reported) {
    constexpr struct {
        Family family;
        std::string_view name;
    } families[] = {
        {Family::hts, "HTS"}, {Family::se, "SE"}, {Family::pa, "PA"}, {Family::de, "DE"}};
    for (auto const& [family, name] : families) {
        int8_t const flag = reported.flags[size_t(family)];
        cells.flag(flag);
        append_type(cells, name, flag == 1 ? reported.types[size_t(family)] : uint8_t(0));
    }
    cells.flag(reported.de05).flag(reported.flags[size_t(Family::ec)]);
    for (int8_t flag : reported.inclusive) cells.flag(flag);
}

/// Words of the determinations, in UTF-8 and in GB18030.
struct Words {
    std::string_view maker, checker, evidence;
};
constexpr Words utf8_words[] = {{"经办01", "复核02", "合同与发票"},
                                {"经办03", "复核04", "项目批复"},
                                {"经办05", "复核06", "财务报表"}};
constexpr Words gb18030_words[] = {{"\xBE\xAD\xB0\xEC"
                                    "01",
                                    "\xB8\xB4\xBA\xCB"
                                    "02",
                                    "\xBA\xCF\xCD\xAC\xD3\xEB\xB7\xA2\xC6\xB1"},
                                   {"\xBE\xAD\xB0\xEC"
                                    "03",
                                    "\xB8\xB4\xBA\xCB"
                                    "04",
                                    "\xCF\xEE\xC4\xBF\xC5\xFA\xB8\xB4"},
                                   {"\xBE\xAD\xB0\xEC"
                                    "05",
                                    "\xB8\xB4\xBA\xCB"
                                    "06",
                                    "\xB2\xC6\xCE\xF1\xB1\xA8\xB1\xED"}};

constexpr std::string_view chapter_names[chapter_count] = {"HTP",  "HTS",   "SE",    "PA", "DE",
                                                           "DE05", "GREEN", "ELDER", "INC"};

void append_main_type(Cells& cells, Determination const& line) {
    constexpr std::string_view families[chapter_count] = {"HTP", "HTS", "SE", "PA", "DE",
                                                          "DE",  "",    "EC", ""};
    std::string_view const family = families[size_t(line.chapter)];
    append_type(cells, family, family.empty() ? uint8_t(0) : line.type);
}

}  // namespace

std::string supplement_head(Institution const& bank) {
    std::string const key = "legal_uscc,receipt,bill";
    std::string columns(base_columns);
    if (bank.wide_supplement) columns.append(",").append(wide_columns);
    return key_comes_last(bank) ? columns + "," + key + "\n" : key + "," + columns + "\n";
}

bool says_anything(Supplement const& s) {
    auto const given = [](auto... flags) { return ((flags >= 0) || ...); };
    Reported const& r = s.reported;
    bool const industry =
        s.use.level != Industry::Level::missing || s.borrower.level != Industry::Level::missing;
    bool const flags = given(s.county_town, s.farmer, s.agri_use, s.green_item, s.green_condition,
                             s.green_share, s.elder_share, s.elder_national, s.star_hts, s.star_se,
                             s.star_de, s.de05, r.de05, r.green);
    bool reported = false;
    for (int8_t flag : r.flags) reported = reported || flag >= 0;
    for (int8_t flag : r.inclusive) reported = reported || flag >= 0;
    return industry || flags || reported || s.use_domestic != '\0' || s.approved.days != 0 ||
           s.credit_line >= 0 || s.elder_type != 0 || s.refusal != Fault::none;
}

void render_supplement(std::string& out, Institution const& bank, Receipt const& receipt,
                       Supplement const& line) {
    Cells cells(out, ',');
    bool const last = key_comes_last(bank);
    if (!last) append_key(cells, bank, receipt, line.refusal);
    append_base(cells, line, line.refusal);
    if (bank.wide_supplement) append_wide(cells, line.reported);
    if (last) append_key(cells, bank, receipt, line.refusal);
    cells.end();
}

std::string determination_head() {
    return "legal_uscc,receipt,bill,chapter,determination,main_type,share,evidence,maker,checker,"
           "valid_from\n";
}

int render_determinations(std::string& out, Institution const& bank, Receipt const& receipt,
                          Month month) {
    int count = 0;
    auto const& words = bank.csv == CsvForm::gb18030 ? gb18030_words : utf8_words;
    for (Determination const& line : receipt.determinations) {
        if (!(month == Month::main ? line.in_main : line.in_prior)) continue;
        Words const& said = words[size_t(line.valid_from.days) % 3];
        bool const code = line.refusal == Fault::determination_code;
        bool const same = line.refusal == Fault::determination_same_person;
        Cells cells(out, ',');
        append_key(cells, bank, receipt);
        char const value[] = {line.value, '\0'};
        cells.texts(code ? "ABC" : chapter_names[size_t(line.chapter)], value);
        append_main_type(cells, line);
        cells.rate_if(line.share).texts(said.evidence, said.maker);
        cells.text(same ? said.maker : said.checker);
        if (line.refusal == Fault::determination_date) {
            cells.text("2026-06-31");
        } else {
            cells.day(line.valid_from);
        }
        cells.end();
        ++count;
    }
    return count;
}

}  // namespace sample
