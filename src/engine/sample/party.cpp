// Borrowers by number: kind, industry, size, owner, region, identifier, lists.
#include "engine/sample/party.hpp"

#include <array>

#include "engine/sample/party_fault.hpp"
#include "engine/sample/region.hpp"

namespace sample {
namespace {

using base::Day;
using Kind = Party::Kind;

enum Stream : uint64_t { unit_stream = 10, person_stream = 11, list_stream = 12 };

std::string_view home_region(Institution const* bank, Random& random) {
    bool const wide = bank == nullptr || bank->index % 4 == 1 || bank->index % 4 == 3;
    size_t const city =
        wide ? random.below(uint32_t(cities().size())) : size_t(bank->index) % cities().size();
    return random.pick(cities()[city].counties);
}

Kind draw_unit_kind(Random& random) {
    constexpr Kind kinds[] = {Kind::firm,        Kind::coop,      Kind::care_home,
                              Kind::public_body, Kind::financial, Kind::foreign};
    return kinds[random.weighted({790, 45, 40, 75, 20, 30})];
}

Industry draw_industry(Kind kind, Random& random) {
    IndustryPools const& pools = industry_pools();
    auto const from = [&](std::vector<Industry> const& pool) {
        return random.pick(std::span<Industry const>(pool));
    };
    switch (kind) {
        case Kind::coop: return from(pools.farm);
        case Kind::care_home: return from(pools.care);
        case Kind::public_body: return from(pools.office);
        case Kind::financial: return from(pools.finance);
        case Kind::foreign: return outside_industry;
        default: break;
    }
    switch (random.weighted({42, 5, 22, 20, 5, 6})) {
        case 0: return from(pools.plain);
        case 1: return from(pools.farm);
        case 2: return from(pools.tech_whole);
        case 3: return from(pools.tech_part);
        case 4: return from(pools.tech_pension);
        default: return from(pools.pension);
    }
}

std::string_view draw_ownership(Kind kind, Random& random) {
    constexpr std::string_view codes[] = {"B0101", "B0102", "A0101", "A0102", "A0201",
                                          "B0201", "B0301", "B01",   ""};
    switch (kind) {
        case Kind::public_body: return "A0102";
        case Kind::financial: return "A0101";
        case Kind::foreign: return "B0302";
        default: return codes[random.weighted({50, 22, 6, 6, 4, 3, 3, 3, 3})];
    }
}

std::string_view draw_sector(Kind kind, Random& random) {
    switch (kind) {
        case Kind::firm: return random.chance(930) ? "C01" : "C02";
        case Kind::coop:
        case Kind::care_home: return "C02";
        case Kind::public_body: return random.pick({"A04", "A04", "A02", "D02"});
        case Kind::financial: return random.pick({"B04", "B05", "B06"});
        default: return random.pick({"E04", "E04", "E03"});
    }
}

std::string_view id_prefix(Party const& party) {
    switch (party.kind) {
        case Kind::coop: return "93";
        case Kind::care_home: return "52";
        case Kind::public_body: return party.sector == "D02" ? "51" : "12";
        default: return "91";
    }
}

void set_size(Party& party, Random& random) {
    constexpr std::string_view texts[] = {"", "CS01", "CS02", "CS03", "CS04", "CS05"};
    FirmSize size = FirmSize(1 + random.weighted({3, 12, 37, 48}));
    if (party.kind == Kind::public_body) size = FirmSize::other;
    if (party.kind == Kind::coop || party.kind == Kind::care_home)
        size = random.chance(600) ? FirmSize::micro : FirmSize::small;
    if (party.kind == Kind::foreign) size = FirmSize::medium;
    party.size = texts[int(size)];
    if (party.kind == Kind::foreign || party.kind == Kind::public_body) return;
    party.figures = make_figures(party.industry, size, random);
    bool const may_be_blank = party.kind == Kind::coop || party.kind == Kind::care_home;
    if (may_be_blank && random.chance(60)) {
        party.size = "";
        party.figures = {};
    }
}

std::array<uint32_t, list_count> list_chances(Party const& party) {
    if (party.kind == Kind::foreign || party.kind == Kind::public_body) return {};
    auto const in = [&](Family f) { return standing(party.industry, f).in == Tri::yes; };
    uint32_t const elder = party.kind == Kind::care_home ? 550 : in(Family::ec) ? 120 : 0;
    bool const tech = in(Family::htp) || in(Family::hts) || in(Family::se) || in(Family::pa);
    if (tech) return {190, 170, 100, 40, 20, 25, elder};
    return {20, 30, 12, 3, 2, 2, elder};
}

Kind draw_person_kind(Random& random) {
    constexpr Kind kinds[] = {Kind::consumer, Kind::student, Kind::sole_trader,
                              Kind::owner,    Kind::farmer,  Kind::starter};
    return kinds[random.weighted({44, 5, 16, 12, 20, 3})];
}

Day years_ago(World const& world, Random& random, int32_t low, int32_t high) {
    return base::add_days(world.calendar.report, -random.between(low * 365, high * 365));
}

}  // namespace

Party make_unit(World const& world, Institution const* bank, uint64_t number, Fault fault) {
    Random random(derive(world.options.seed, unit_stream, number));
    Party party;
    party.number = number;
    party.fault = fault;
    party.kind = faulty_unit_kind(fault, draw_unit_kind(random));
    party.region = home_region(bank, random);
    std::string_view const home = party.region;
    if (party.kind == Kind::firm && random.chance(45)) party.region = random.pick(other_regions());
    if (party.kind == Kind::foreign) party.region = random.pick(foreign_regions());
    party.industry = faulty_industry(fault, draw_industry(party.kind, random), random);
    party.ownership = draw_ownership(party.kind, random);
    party.sector = draw_sector(party.kind, random);
    party.born = years_ago(world, random, 2, 25);
    party.id_type = "A01";
    if (party.kind == Kind::foreign) {
        party.id_type = fault == Fault::lei_check || random.chance(700) ? "L01" : "A03";
        party.id = ShortText<46>(make_lei(number).view());
    } else {
        std::string_view const place = party.region == home ? home : party.region;
        party.id = ShortText<46>(make_uscc(id_prefix(party), place, number).view());
    }
    set_size(party, random);
    uint64_t const list_seed = derive(world.options.seed, list_stream, number);
    party.listings = draw_listings(list_chances(party), world.calendar.report, list_seed);
    party.crosses = fault == Fault::none && party.kind == Kind::firm && random.chance(150) &&
                    is_in_no_catalogue(party.industry);
    if (fault != Fault::none) spoil_party(party, random);
    return party;
}

Party make_person(World const& world, Institution const* bank, uint64_t number, Fault fault) {
    Random random(derive(world.options.seed, person_stream, number));
    Party party;
    party.number = number;
    party.fault = fault;
    party.kind = faulty_person_kind(fault, draw_person_kind(random));
    party.region = home_region(bank, random);
    if (random.chance(20)) party.region = random.pick(other_regions());
    bool const student = party.kind == Kind::student;
    party.born = student ? years_ago(world, random, 18, 26) : years_ago(world, random, 24, 70);
    bool const registered =
        party.kind == Kind::sole_trader && (fault == Fault::uscc_check || random.chance(350));
    if (registered) {
        party.id_type = "A01";
        party.id = ShortText<46>(make_uscc("92", party.region, number).view());
    } else if (random.chance(985)) {
        party.id_type = "B01";
        party.id = make_person_key(party.region, party.born, random);
    } else {
        party.id_type = "B03";
        party.id = make_hash(random);
    }
    if (fault != Fault::none) spoil_party(party, random);
    return party;
}

void append_party_name(std::string& out, Party const& party) {
    out += "样例";
    append_firm_word(out, party.number);
    switch (party.kind) {
        case Kind::coop: out += "农民专业合作社"; break;
        case Kind::care_home: out += "养老服务中心"; break;
        case Kind::public_body: out += "事务中心"; break;
        case Kind::financial: out += "小额贷款有限公司"; break;
        case Kind::foreign: out += "境外公司"; break;
        default: out += "有限公司"; break;
    }
    if (party.fault == Fault::customer_text) out += "?";
}

Industry person_use(Party const& party, Institution const& bank, Random& random) {
    IndustryPools const& pools = industry_pools();
    bool const farming = party.kind == Kind::farmer ? random.chance(750) : random.chance(40);
    // A bank that files its own chapters reports a pension loan for every EC class, so it has few.
    uint32_t const pension = bank.own_chapters ? 30 : 90;
    std::vector<Industry> const& pool = farming                  ? pools.farm
                                        : random.chance(pension) ? pools.pension
                                                                 : pools.plain;
    return random.pick(std::span<Industry const>(pool));
}

}  // namespace sample
