// One loan as a fact; a missing value is null. The rules set the masks.
package bench;

public final class Loan {
    public long receipt;
    public Integer start, due, hf, ht, ha, sf, st;
    public Long amount, rate, staff, revenue, line;
    public String product, quality, guarantee, id, region, size, industry;
    public Boolean farmer, urban, green;
    public int t, u;

    public Integer getStart() { return start; }
    public Integer getDue() { return due; }
    public Long getAmount() { return amount; }
    public Long getRate() { return rate; }
    public Long getStaff() { return staff; }
    public Long getRevenue() { return revenue; }
    public Long getLine() { return line; }
    public String getProduct() { return product; }
    public String getQuality() { return quality; }
    public String getGuarantee() { return guarantee; }
    public String getRegion() { return region; }
    public String getSize() { return size; }
    public String getIndustry() { return industry; }
    public Boolean getFarmer() { return farmer; }
    public Boolean getUrban() { return urban; }
    public Boolean getGreen() { return green; }

    public void yes(int bit) { t |= 1 << bit; }
    public void open(int bit) { u |= 1 << bit; }

    /** What the regional limit is; only asked where the region is known. */
    public long getCap() {
        return region.startsWith("1401") ? 1500000000L : region.startsWith("14") ? 1200000000L : 1000000000L;
    }

    private static final int[] BEGINS = {18128, 18312, 18372, 19012, 19226, 19528, 19590, 19926, 20017, 20228};
    private static final long[] RATES = {475000, 455000, 435000, 420000, 415000, 405000, 395000, 385000, 360000, 350000};

    /** The dated limit of the rate, or null before the first. */
    public Long getRateMax() {
        if (start == null) return null;
        Long found = null;
        for (int i = 0; i < BEGINS.length && start >= BEGINS[i]; ++i) found = RATES[i];
        return found;
    }

    public boolean isHnte() {
        return start != null && hf != null && (start >= hf && start <= ht || ha != null && start >= ha);
    }
    public boolean isSme() { return start != null && sf != null && start >= sf && start <= st; }
    public boolean isHnteCovered() { return start != null && id != null && start >= 18262; }
    public boolean isSmeCovered() {
        return start != null && id != null && start >= 18993 && region != null && region.startsWith("14");
    }

    /** Kleene: true, false or null. */
    public static Boolean and(Boolean a, Boolean b) {
        if (Boolean.FALSE.equals(a) || Boolean.FALSE.equals(b)) return false;
        return a == null || b == null ? null : Boolean.TRUE;
    }
    public static Boolean or(Boolean a, Boolean b) {
        if (Boolean.TRUE.equals(a) || Boolean.TRUE.equals(b)) return true;
        return a == null || b == null ? null : Boolean.FALSE;
    }
    public static Boolean not(Boolean a) { return a == null ? null : (Boolean) !a; }

    public Boolean getLive() {
        return and(amount == null ? null : (Boolean) (amount > 0), due == null ? null : (Boolean) (due >= 20726));
    }
    public Boolean getGreenOrFarmer() { return or(green, and(farmer, not(urban))); }
    public Boolean getSmall() {
        return or(staff == null ? null : (Boolean) (staff < 300),
                  revenue == null ? null : (Boolean) (revenue < 2000000000L));
    }
    private static final java.util.Set<String> GOOD = java.util.Set.of("FQ01", "FQ02");
    public Boolean getSound() {
        return and(quality == null ? null : (Boolean) GOOD.contains(quality),
                   guarantee == null ? null : (Boolean) !guarantee.equals("D"));
    }
}
