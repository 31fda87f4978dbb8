// Usual loans of each kind of borrower in Shanxi; invented, in plausible proportions.
#include "engine/sample/terms.hpp"

namespace sample {
namespace {

using Kind = Party::Kind;

constexpr std::string_view guarantees[] = {"A", "B01", "B99", "C01", "C99", "D", "E", "E01", "Z"};

AmountRange unit_amount(Party const& party) {
    switch (party.kind) {
        case Kind::coop: return {5, 5};
        case Kind::care_home: return {20, 4};
        case Kind::public_body: return {40, 4};
        case Kind::financial: return {100, 3};
        case Kind::foreign: return {60, 4};
        default: break;
    }
    if (party.size == "CS01") return {400, 5};
    if (party.size == "CS02") return {80, 4};
    if (party.size == "CS03") return {15, 5};
    return {4, 6};
}

int32_t months_of(std::string_view product, Random& random) {
    if (product == "F023" || product == "F12") return random.pick({36, 60, 60, 84, 120});
    if (product == "F081" || product == "F082" || product == "F059") return random.pick({3, 6, 12});
    return random.pick({12, 12, 12, 24, 36});
}

std::string_view purpose_of(std::string_view product, Party const& party, Random& random) {
    if (product == "F023")
        return random.pick({"厂房建设", "购置生产设备", "项目建设", "设备更新改造"});
    if (product == "F12") return "支付并购价款";
    // The use follows the borrower's own industry where the purpose is working capital.
    if (party.crosses) return random.pick({"采购原材料", "支付货款", "支付工程款"});
    return random.pick({"流动资金周转", "补充流动资金", "采购原材料", "支付货款", "偿还借款"});
}

std::string_view person_product(Party const& party, Random& random) {
    constexpr std::string_view consumer[] = {"F0211", "F0212", "F0219", "F042"};
    switch (party.kind) {
        case Kind::consumer: return consumer[random.weighted({40, 26, 22, 12})];
        case Kind::student: return random.chance(820) ? "F02131" : "F02132";
        case Kind::starter: return "F022";
        default: return random.chance(930) ? "F022" : random.pick({"F023", "F0219", "F043"});
    }
}

void set_consumer_terms(std::string_view product, Terms& out, Random& random) {
    if (product == "F0211") {
        out.amount = {20, 3};
        out.rate = {300, 420};
        out.months = random.pick({120, 240, 240, 360});
        out.purpose = "购买住房";
    } else if (product == "F0212") {
        out.amount = {5, 2};
        out.rate = {320, 790};
        out.months = random.pick({24, 36, 60});
        out.purpose = "购买汽车";
    } else if (product == "F042" || product == "F043") {
        out.amount = {1, 3, 3};
        out.rate = {900, 1190};
        out.months = 60;
        out.purpose = "日常消费";
    } else if (product.starts_with("F0213")) {
        out.amount = {1, 1, 1};
        out.rate = {240, 350};
        out.months = random.pick({120, 180, 240});
        out.purpose = "支付学费和生活费";
    } else {
        out.amount = {1, 4};
        out.rate = {360, 990};
        out.months = random.pick({12, 24, 36, 60});
        out.purpose = random.pick({"装修住房", "购买家电", "旅游消费"});
    }
}

}  // namespace

Terms draw_unit_terms(Party const& party, Random& random) {
    constexpr std::string_view products[] = {"F022", "F023", "F041", "F051", "F059", "F081", "F082",
                                             "F09",  "F12",  "F061", "F069", "F10",  "F13",  "F99"};
    Terms out;
    out.product = products[random.weighted({600, 225, 15, 8, 4, 25, 35, 16, 12, 6, 6, 6, 30, 12})];
    if (party.kind == Kind::financial && random.chance(250)) out.product = "F061";
    out.currency = random.chance(party.kind == Kind::foreign ? 600 : 15) ? "USD" : "CNY";
    if (out.currency == "CNY" && random.chance(1)) out.currency = "XAU";
    out.amount = unit_amount(party);
    out.rate = party.size == "CS01" ? RateRange{300, 450} : RateRange{300, 650};
    out.months = months_of(out.product, random);
    out.guarantee = guarantees[random.weighted({6, 26, 8, 3, 24, 22, 4, 5, 2})];
    out.subsidy = random.chance(20) ? random.pick({"A0202", "A0102", "B"}) : "";
    out.purpose = purpose_of(out.product, party, random);
    return out;
}

Terms draw_person_terms(Party const& party, Random& random) {
    Terms out;
    out.product = person_product(party, random);
    out.guarantee = guarantees[random.weighted({2, 30, 3, 4, 14, 42, 2, 2, 1})];
    if (out.product != "F022" && out.product != "F023") {
        set_consumer_terms(out.product, out, random);
        return out;
    }
    out.months = random.pick({12, 12, 24, 36});
    out.rate = {350, 780};
    switch (party.kind) {
        case Kind::farmer: out.amount = {1, 6}; break;
        case Kind::starter: out.amount = {5, 2}; break;
        case Kind::owner: out.amount = {15, 5}; break;
        default: out.amount = {5, 5}; break;
    }
    if (party.kind == Kind::starter) out.subsidy = "A0102";
    bool const farming = party.kind == Kind::farmer;
    out.purpose = farming ? random.pick({"购买种子化肥", "购买农机具", "养殖周转"})
                          : random.pick({"经营周转", "进货", "店面装修"});
    return out;
}

}  // namespace sample
