// Region prefixes of list coverage.
#include "domain/list.hpp"

namespace domain {

std::string region_prefix(std::string region) {
    while (region.size() >= 2 && region.ends_with("00")) region.resize(region.size() - 2);
    return region;
}

}  // namespace domain
