// Each fault changes one thing; the rest of the borrower stays as it should be.
#include "engine/sample/party_fault.hpp"

#include <functional>
#include <vector>

#include "base/identifier.hpp"

namespace sample {
namespace {

using Kind = Party::Kind;

bool is_between(Fault fault, Fault first, Fault last) { return fault >= first && fault <= last; }

bool is_reported_fault(Fault fault) {
    return is_between(fault, Fault::wrong_type_htp, Fault::small_extra);
}

template <typename Wanted>
Industry draw_class(Random& random, Wanted wanted) {
    std::vector<Industry> fit;
    for (size_t i = 0; i < class_rows().size(); ++i) {
        Industry const industry{Industry::Level::leaf, int16_t(i)};
        if (wanted(industry)) fit.push_back(industry);
    }
    CHECK(!fit.empty());
    return random.pick(std::span<Industry const>(fit));
}

bool is_in(Industry industry, Family family) { return standing(industry, family).in == Tri::yes; }
bool is_whole(Industry industry, Family family) {
    return standing(industry, family).whole == Tri::yes;
}

/// Classes of firms for a fault in one family; pension is mixed in only where it is the family.
Industry draw_for_family(Fault fault, Random& random) {
    Family const family = family_of(fault);
    bool const part_only = is_between(fault, Fault::maybe_missed_hts, Fault::maybe_missed_ec);
    bool const whole_only = is_between(fault, Fault::missed_htp, Fault::missed_de);
    return draw_class(random, [&](Industry i) {
        bool const public_class = industry_text(i)[0] == 'S' || industry_text(i)[0] == 'P';
        if (public_class) return false;
        if (family != Family::ec && is_in(i, Family::ec)) return false;
        if (part_only) return is_in(i, family) && !is_whole(i, family);
        return whole_only ? is_whole(i, family) : is_in(i, family);
    });
}

void resize(Party& party, FirmSize size, std::string_view text, Random& random) {
    party.size = text;
    party.figures = make_figures(party.industry, size, random);
}

void spoil_id(Party& party) {
    size_t const last = party.id.size() - 1;
    party.listings = {};
    if (party.fault == Fault::uscc_shape) {
        party.id.assign(std::string(party.id.view().substr(0, last)));
    } else if (party.fault == Fault::uscc_inner) {
        party.id[16] = party.id[16] == '1' ? '2' : '1';
        party.id[17] = base::uscc_check_character(party.id.view().substr(0, 17));
    } else {
        party.id[last] = party.id[last] == '1' ? '2' : '1';
    }
}

}  // namespace

bool is_in_no_catalogue(Industry industry) {
    for (Family f : {Family::htp, Family::hts, Family::se, Family::pa, Family::ec, Family::de})
        if (standing(industry, f).in != Tri::no) return false;
    return true;
}

Family family_of(Fault fault) {
    switch (fault) {
        case Fault::wrong_type_hts:
        case Fault::missed_hts:
        case Fault::maybe_missed_hts:
        case Fault::extra_hts: return Family::hts;
        case Fault::wrong_type_se:
        case Fault::missed_se:
        case Fault::maybe_missed_se:
        case Fault::extra_se: return Family::se;
        case Fault::wrong_type_pa:
        case Fault::missed_pa:
        case Fault::extra_pa: return Family::pa;
        case Fault::wrong_type_ec:
        case Fault::missed_ec:
        case Fault::maybe_missed_ec:
        case Fault::extra_ec: return Family::ec;
        case Fault::wrong_type_de:
        case Fault::missed_de:
        case Fault::extra_de: return Family::de;
        default: return Family::htp;
    }
}

uint8_t wrong_type(Industry industry, Family family) {
    constexpr uint8_t counts[] = {6, 8, 9, 7, 12, 4};
    uint16_t const types = standing(industry, family).some_types;
    for (uint8_t type = 1; type <= counts[size_t(family)]; ++type)
        if ((types >> type & 1) == 0) return type;
    CHECK(false);
}

Kind faulty_unit_kind(Fault fault, Kind drawn) {
    switch (fault) {
        case Fault::none: return drawn;
        case Fault::lei_check:
        case Fault::foreign_industry: return Kind::foreign;
        case Fault::org_size: return Kind::public_body;
        case Fault::coop_size: return Kind::coop;
        case Fault::sector_of_repo_empty:
        case Fault::missed_ec: return Kind::financial;
        default: return Kind::firm;
    }
}

Kind faulty_person_kind(Fault fault, Kind drawn) {
    return fault == Fault::uscc_check ? Kind::sole_trader : drawn;
}

Industry faulty_industry(Fault fault, Industry drawn, Random& random) {
    if (fault == Fault::size_differs)
        return leaf(random.pick({"C1371", "H6110", "F5211", "B0610"}));
    if (fault == Fault::foreign_industry) return leaf("F5211");
    if (fault == Fault::missed_by_borrower) return draw_for_family(Fault::missed_htp, random);
    bool const plain = is_between(fault, Fault::extra_htp, Fault::extra_by_borrower) ||
                       is_between(fault, Fault::small_missed, Fault::small_extra) ||
                       is_between(fault, Fault::industry_empty, Fault::customer_text);
    if (plain) return random.pick(std::span<Industry const>(industry_pools().plain));
    return is_reported_fault(fault) ? draw_for_family(fault, random) : drawn;
}

void spoil_party(Party& party, Random& random) {
    switch (party.fault) {
        case Fault::uscc_check:
        case Fault::uscc_shape:
        case Fault::uscc_inner:
        case Fault::lei_check: spoil_id(party); break;
        case Fault::region_hkmotw:
            party.region = random.pick({"810000", "820000", "710000"});
            break;
        case Fault::region_empty: party.region = ""; break;
        case Fault::foreign_industry: party.region = "000840"; break;
        case Fault::org_size: party.size = "CS03"; break;
        case Fault::coop_size:
            party.size = "CS05";
            party.figures = {};
            break;
        case Fault::size_differs: party.size = party.size == "CS03" ? "CS02" : "CS03"; break;
        case Fault::sector_empty:
        case Fault::sector_of_repo_empty: party.sector = ""; break;
        case Fault::industry_empty: party.tells_industry = false; break;
        case Fault::size_empty: party.size = ""; break;
        case Fault::customer_text: party.listings = {}; break;
        case Fault::customer_unknown: party.is_in_customer_file = false; break;
        case Fault::small_missed: resize(party, FirmSize::micro, "CS04", random); break;
        case Fault::small_extra: resize(party, FirmSize::medium, "CS02", random); break;
        default: break;
    }
}

}  // namespace sample
