// Receipt: one loan or bill of the sample with all that the files say of it, in both months.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/check.hpp"
#include "base/day.hpp"
#include "engine/sample/fault.hpp"
#include "engine/sample/identity.hpp"
#include "engine/sample/industry.hpp"
#include "engine/sample/institution.hpp"
#include "engine/sample/list.hpp"
#include "engine/sample/size.hpp"

namespace sample {

enum class LoanClass : uint8_t { unit, person, bill };  // C01, C02, C03.

/// A borrower as one institution knows it. Texts are static or live in the province.
struct Party {
    enum class Kind : uint8_t {
        firm,
        coop,
        care_home,
        public_body,
        financial,
        foreign,  // Units.
        consumer,
        student,
        sole_trader,
        owner,
        farmer,
        starter,  // Persons.
    };
    Kind kind = Kind::firm;
    uint64_t number = 0;
    ShortText<46> id;
    std::string_view id_type;
    std::string_view sector;  // "" where a fault takes it away; persons have none.
    Industry industry;        // Its class, or outside.
    std::string_view region, ownership, size;
    FirmFigures figures;
    base::Day born;                             // Or founded.
    int64_t credit_line = -1, credit_used = 0;  // Cents; line -1: not in the customer file.
    bool is_in_customer_file = true;
    bool tells_industry = true;  // False where a fault takes the industry away.
    bool crosses = false;        // Some of its loans go into another industry.
    Listings listings{};
    Fault fault = Fault::none;  // The fault planted in all that is said of it.

    bool is_person() const { return kind >= Kind::consumer; }
};

/// A stock row, or the row of a drawing or repayment. Missing codes are "", missing days 0.
struct Loan {
    LoanClass kind = LoanClass::unit;
    Branch const* branch = nullptr;
    std::string_view branch_number;  // Not the branch's own under a fault.
    std::string_view product;        // F022 …; bills: 01, 02, 09.
    Industry use;                    // 中类 or outside; unit loans only.
    base::Day start, due, extended;
    std::string_view currency = "CNY";
    int64_t balance = 0;  // Cents of the currency; flows: the amount moved.
    int64_t amount = 0;   // The same in cents of 元.
    std::string_view rate_kind;
    int32_t rate = 0;  // 10^-5 percent.
    std::string_view benchmark;
    int32_t benchmark_rate = -1;
    std::string_view subsidy;
    base::Day reprice;
    std::string_view guarantee, quality, status, overdue;
    std::string_view purpose;  // Bills: name of the drawer.
    int64_t face = 0;          // Bills only, as are the next two.
    base::Day issued;
    std::string_view bill_kind;
};

struct Flow {
    Loan row;         // start: the day it moved, for drawings.
    base::Day ended;  // Repayments.
    bool is_drawing = true;
    std::string_view trade;  // Bills: A01 A02 B01 B02.
    ShortText<16> number;
    Fault refusal = Fault::none;
};

/// A short list in place.
template <typename T, size_t N>
class Few {
public:
    T& add(T const& item) {
        CHECK(size_ < N);
        return items_[size_++] = item;
    }
    void clear() { size_ = 0; }
    size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    T* begin() { return items_.data(); }
    T* end() { return items_.data() + size_; }
    T const* begin() const { return items_.data(); }
    T const* end() const { return items_.data() + size_; }
    T& back() { return items_[size_ - 1]; }

private:
    std::array<T, N> items_;
    size_t size_ = 0;
};

/// CLZXYP and CLZXEP.
struct Marks {
    bool sole_trader = false, owner = false;
    bool agri = false, poor = false, green = false, startup = false;
    uint8_t htp = 0;  // Type of high-technology manufacturing, 0: no.

    bool any_first() const { return sole_trader || owner; }
    bool any_second() const { return agri || poor || green || startup || htp != 0; }
};

inline constexpr size_t inclusive_count = 6;  // small, sole, owner, farmer, startup, student.

/// What a bank reports of its own, flags -1 where it says nothing; also a row of its own files.
struct Reported {
    std::array<int8_t, 6> flags{-1, -1, -1, -1, -1, -1};  // By Family, htp … de.
    std::array<uint8_t, 6> types{};
    int8_t de05 = -1, green = -1;
    std::array<int8_t, inclusive_count> inclusive{-1, -1, -1, -1, -1, -1};
};

/// One line of supplement.csv; -1, 0 or missing: empty.
struct Supplement {
    Industry use, borrower;
    char use_domestic = '\0';
    int8_t county_town = -1, farmer = -1, agri_use = -1;
    base::Day approved;
    int64_t credit_line = -1;
    int16_t green_item = -1;  // Index into the catalogue's items.
    int8_t green_condition = -1;
    int32_t green_share = -1, elder_share = -1;  // 10^-5 percent.
    uint8_t elder_type = 0;
    int8_t elder_national = -1;
    int8_t star_hts = -1, star_se = -1, star_de = -1, de05 = -1;
    Reported reported;  // elder_type is the reported pension type.
    Fault refusal = Fault::none;
};

enum class Chapter : uint8_t { htp, hts, se, pa, de, de05, green, elder, inclusive };
inline constexpr size_t chapter_count = 9;

struct Determination {
    Chapter chapter = Chapter::htp;
    char value = 'N';  // Y, N or X.
    uint8_t type = 0;
    int32_t share = -1;
    base::Day valid_from;
    bool in_main = true, in_prior = true;
    Fault refusal = Fault::none;
};

struct Receipt {
    ShortText<16> number, contract;
    ShortText<30> bill;
    LoanClass kind = LoanClass::unit;
    Industry use;  // What the money is for, whether or not the files say so.
    bool is_in_main = true, is_in_prior = true;
    Loan main, prior;          // `main` also describes receipts that only flow.
    Few<Flow, 4> flows;        // Of the main month.
    Few<Flow, 1> prior_flows;  // Of the month before.
    Marks marks;
    Supplement supplement, prior_supplement;
    bool has_supplement = false;
    Few<Determination, 24> determinations;
    Reported own;                 // Its rows in the bank's own files.
    Fault fault = Fault::none;    // The fault planted in the row, for the tests.
    Fault refusal = Fault::none;  // Why its stock line of the main month is refused.
    bool is_entrusted = false;
    bool has_stray_row = false;     // A row of the bank's own files without a base row.
    bool has_wrong_branch = false;  // The bank's own row names another branch.
};

/// The days and rates that all rows share.
struct Calendar {
    base::Day report, month_start;        // The main month.
    base::Day prior, prior_start;         // The month before.
    int64_t usd_main = 0, usd_prior = 0;  // 元 for one dollar, in 10^-4.
};

}  // namespace sample
