using System.IO.Compression;

namespace TrainingDynamics.Engine.Tests.PyTorch;

/// <summary>
/// Small files that <c>torch.save</c> of PyTorch 1.13 wrote for these tests, compressed. All but the last two hold the same
/// OrderedDict with a <c>_metadata</c> attribute: views of <c>arange(24)</c> and one tensor of every element type.
/// </summary>
static class TorchSaves
{
    public static byte[] Named(string name) => name switch
    {
        "legacy" => Legacy,
        "legacy protocol 4" => LegacyProtocol4,
        "legacy protocol 5" => LegacyProtocol5,
        "zip" => Zip,
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    public static byte[] Legacy { get; } = Inflate("""
        eNp11Vl320QUB3DJduzETSDsKWvYE5Zgu47tQGmSNoQWdUkUFrEUV7aV2EWx/JfGoSkEzGI3LVvZ2xIgrKePPMJbPgoPvPAROCzhjkaRY/VEx9fHutb8
        7mg0M2qEzsXNf9am/xo8eXlm90gjdOTPMH2vQBrS+iVJqtkWs4qWmV8ybKdiVSHTBVof/WNWGDONvFEtVfQqQqtanJJsuWbkncppw0F4BZEhrYuSTtmy
        GbqUkBams0qVIapEtAg3rOoCYkqkXqeaRSpjGkVGVZz4Mbtk2EZpqlJkcUjDKmRh1Uy9QtWKzLKL5ZF8nVVMJ563jUK9YpbyzKg6lp1fSsURHhrSYrw4
        XakvGIiIJvFp09LZnEjG0aX10DVjqbFMIpMazSDqdrFYq1OvBo4ydM8qkhJRoi30KFFFbiF+tsx7s4uhV0WfuGdbrzo1yzFKuKpMZcuRcpC9uiy4fs7R
        zbdwjSJz9VrBXcdwvYobtCi1subnHYPhxh2omzxqYFbpUiJN7FbkJm4WzC0Mt6q4zWVoMOuLVdy+A3OHxwzOKiHO3KlEm7hLMHcz3KPiXm/47EqJ7uy+
        HZz7PWdoVomRFG5hWOlVQi08IKwHGR5S8bDWTa2MUzW9yrGRHbBHPCzhY0kaL6mFlMD2MKRVjLr35xR1U7eR6aQSo6O51Fg6jSxRMlE5GvHhYdF8jOFR
        FY+588hYrLFl7L2y9Z5EOoHHqbVErffx5yXxjowrYf74J4Q0ybBfxQG3VU239UWDGTamdpiV/hVxPBEsmEkl6MA0FQxRwSd5wVATB/lTPSSKPcWgqDi8
        6p4cOYOjKo65q6esm/OYEaI3uw9Syp/cs+0iSSoDlYqEqcgcLxJu4mle5BlR5FmG51Ro7tAW5vkawfMd8n534SQzvv6C0LOpbCaXTOXwoqe/5OnHuf6y
        0PMMJ1Torl6y6gXTQKFDn3KTvl3cZmdzaZS84TG84Znn9oKwywwVFSfb+8krHfJhSvmu2XZpkiSw6LlV7sp82lo07+g514QNBluF4+9brIM+VG1vJHVf
        ziYSYxksefKrXo9P8R4vC/U0w2sqXt+2N650uHM858tvbJOzoym86ckNT36Ly28L+R2Gd1U03bEolml5tDrgA5Ty3TNtN5mmxbfquWc99xx33xPu+wwf
        qPjQdQvLzMBHnXODUr57vu2mkpkEPvbcTzz3U+5+JtzPGb5Q8aVwLcvEhU6XUr57cZuby6RxyXO/8tw17n4t3G8YvlWxXl/Bd26rPC0/vaQzHd+7//+g
        UVLCjyv4yd3ltl5uPyuy4zgFehkd5y/Azi1FDmwSocAaDgeWWySwu3UFFkw0MMljgcnZHZhSPYGJEA88wF2Bge8NDFifMSJLW8fgxtavkJ/bGKevRnjr
        dN/m37I0IG0/GvyKCfpQNCjWKTYofqeQJiWpn2KQIkExQTFDcYKiRtGgWKU4T3GBYp3iMsUvFL9Ohv0+FDZlv0+XLvLjt/G1urS694/sf1v5fzfF4Z7I
        7Xvg+Zi0/TzW/h278pcs/Q86qFu8
        """);

    public static byte[] LegacyProtocol4 { get; } = Inflate("""
        eNqNVD1v00AYtmMnaZtGVExl65gulWMSJ5EQ/aCqQOajtAtCQsZJLrWRa1v2uaJIlbK0BOQBqVcJUIeydWSErT+FgYWfgPgo7zlOcq6lhFMe595X9zx3
        78ddVzwpcv3xdsb6fbrxc+HF+eaNpa54Isb+Bz8Eaj6JzQNSCudcz8FOy7G0PeT5pmMTWBQWLRNjC2nIbpu6TXrhDN53keabr5BPKC3rG46HiZoJBdOG
        fzEULcfegUkQ0C2eZvtbhAWQtlALg7JPwsIjr4081F43W5gck8UtKuVaummTcBY7XstY0gJsWrD0uuahZmBabQ0j23c8bU8GRqkU5n1YqO8gEmYjBjA3
        LEfH27H7mITTDbmhSIpcVUgotNyAqPMPMXmscqqo5o6ImlP5I/LGyMD+mGwRiM7Tbd91fNQmRr5UMqaMAitiFIcCOVUEAZ7KMAI5p9PxER5PzqriIVAP
        E0RIT7BrjydmImIuQYQseGZ70nnzwBXgvLNqJnHeKfTS1e3/pnMqlwzXb+mW7rFkqVqty41KhZL5fq4WFxlKFu26eP8q46ZUkSiDi7PLRdsJV8oz7eqe
        voswgh2zTGOM3MdJYUWWYFDhTCycuZr5XjR7TeVFQ7c6A4HpsHAXzEQzUcGy3BcUYkEhXcpmh7bhSOjaWtSXZSUhVpNrSr0s1yeItZ2gaaGRWHE9cqSl
        avXK2EDjizkK7z6YKRmoXCJfPG0YqH6yENFdHyrN3LPxVaGaJDWU8eeJn46hzOw2tdNCtao8IbCWMepBCOwOmCmZcqU64Txicx8ziS6sgZmSkcuKNEnG
        cSxWBsy0TF0ZX63gAJZq0NR6W8c6ifwhB09umB+8zyrv+36TPrKf4nf8GbyizA1k7xZ7HdhOTjyRTFOyXcW2BltdtkBsltlUsfGiJZ4bjIWLwSwz9F0s
        w6crDMzbl794bp5jR5euWIEfoAs4A1wAvgG4VY6bAywAJMAKYBPwHOACuoAe4B3gPeAMcA74DPiyKgzP0Lzkh2f6+IGOr8unAde79b32d+D/c9kfkcGP
        YqD+PMfa+dE8n57x3D+6qlFd
        """);

    public static byte[] LegacyProtocol5 { get; } = Inflate("""
        eNqNVD1v00AYtmM7aZtGVExl65gulWMSJ5EQ/aCqQOajtAtCQsZJLrWRa1v2uaJIlbK0BOQBqVcJUIeydWSErT+FgYWfgPgo7zlOcm6khFMe595X9zx3
        78ddRzopcL3xdsb+fbrxc+HF+eaNpY50Iib+Bz8Eaj5JzANSjOY838Vu07X1PeQHlusQWBQVbAtjG+nIaVmGQ7rRDN73kB5Yr1BAKE0KTNfHRMtEguXA
        vxiJtuvswCQM6RZPpd4WUR6kbdTEoByQKP/IbyEftdatJibHZHGLSnm2YTkkmsWu3zSX9BBbNiy9rvuoEVp2S8fICVxf31OAUSxGuQAWGjuIRFLMAOaG
        7Rp4O3Efk2i6rtRVWVUqKomEphcSbf4hJo81ThO17BHRshp/RN6YGdgfky0C0fmGE3hugFrEzBWL5pSZZ0XMwkAgq4kgwFMZRiDrttsBwuPJkiYeAvUw
        RYT0hLvOeGImJmZTRMiCb7UmnTcHXAHOO6tlUuedQi89w/lvOqdx6XCDpmEbPkuWK5WaUi+XKZnv5WpxkaFIaNfD+1cZN+WyTBlckl0u3k64Up5pz/CN
        XYQR7CgxjTF0H6eFVUWGQYUziXDmaua78ew1lRdNw273Baaj/F0wU81EBUtKT1BIBIXRUjbatA2HQtfW4r4sqSmxqlJVayWlNkGs5YYNGw3FCuuxY1Sq
        WiuPDTS5mMPw7oM5IgOVS+WLpw0D1U8XIr7rA6WZew6+KlSV5bo6/jzJ0zGQmd2m9qhQtaJMCKxpDnsQArsD5ohMqVyZcB6xsY+ZROfXwByRUUqqPEnG
        dW1WBsxRmZo6vlrhASzVoamNloENEvsjDp7cKNd/nzU+CIIGfWQ/Je/4M3hFmRvI3i32OrCdnHoimaZku4ptDba6bIHYLLOpYuNFSzzXHwsX/Vlm4LtY
        hk9H6Ju3L3/x3DzHjg5dsQI/QAdwBrgAfANwqxw3B1gAyIAVwCbgOcADdABdwDvAe8AZ4BzwGfBlVRicoXHJD8708QMdX5dPQ65763v1b9//57I3YoMf
        xkD9OY61c8N5bnTGc/8A2k5RYg==
        """);

    public static byte[] Zip { get; } = Inflate("""
        eNqll9tzE1UcxzeXJiWUtiJivWEV1FahTdM7l14CRnCrtAtoRLRskm0TSZP8dk8qqEBFGwreQBELItYZHhzGGZ1xHNEHp8OM7+IzD47DH+CbD07F3zln
        CXtOoJVmp7/s9OR8P99z+Z3faQdVj1dRKiuVkqdWWa7oZjyZGjeaEzrRm3L70pFwtbJbeCbc8Xg2nTbiJJXNWIHtZsIwjcSWVJwEQGnUwNUQrUBYLq2n
        MuCOkywSm4bzJJW2AsOmEcun0olhYmSsrDk8HgqAp6Eh6keBhT31UQO8XBKIpLM62cEbA1ARdWGfIPiiHnzHc3nwq3UEKodURfWqvgIsUX2qqwCBY0k6
        iKUEqjRYFg1gZ2LqGSuXtYwEVCfRLelNViR9SaavoXqf6i1AreqimLu4fjmBuzVYEfWhPjsyYhkE7pG1K4fUCtU7Cfeqrkmo47r7CNyvwQNMh6uUH8vA
        g7LuoSHVTXWrVN8kPMx19QQe0eBReyHMVAIHu1oWrhlS/Sj1FOAxtUp1F+BxLn6CQIMGjVG6pcb+nJ6h6idl9VNF9Vqcs1KAdVzdRKBZgyAbshXX07oJ
        LTe0bNFbIIQEF4FWXKzGRq5qI9CuQQfbamMsRw5ApyAKQReKFALddIUVarte9dAd2sABGwls0qAnuoTmim7qYwYxTOi9Tb4UewSgT/BphX70cRMIUx/3
        JGymu7GFezxNIKLBM1Psl61HYZsGz0Yx+ZWknh4BlYPsdNuKTcVsG2DsNngO2R4Cz1O2ZxK2U/YgZw8R0DTYwZYtNkJzFXYKwDBL4JaOInQXg7bDCxz6
        og2NUuhLHLqbwMsa7GHQRDYfSxvwigDdwhqLyFcZsgOG+RrstddAp8gYR8YJJDQw2LTT2cwojAjAAWwq4kYZrhOSHJeiOBdNtNcwcXDr9nFkmsCYBhl2
        ElMZAlmBuC1z89TmGLALgANNe3wWHR/hsDyBcQ1eZ4lkJbMmgf0CbgdtKwIPMGA3vMGBb9rAtyjwIAceInBYgwk24XgSs/ltgbcZm4q4I1E3TfAgvMN5
        79q8ScorcN5RAlMaHGO82AFiwHFxm7GpyHuP81rgfc77wOZ9SHkfcd4JAic1+Jjzstk0fCLysKnIO8V5IfiU807bvM8ob5rzzhA4q8Hn+YNwjh2mYTwn
        Oi3f8AX7/nyU1nb48iDMsPIybpgWVm74SnVZlhVrGlT9lUcuXf3zN9wBGoO3vR+qlTbhfmgORsJB6XZY+OGsiV786MMfjAmMGYxZjD8wlH68izDqMYIY
        fRiDGHsxchgTGFMYJzCmMWYwvsb4DuNSP5tP/9XMXgTRmG8+a8T5tETC9crC46+fpR7V3Rea6R565/WoUXolD1y0DXe8aI5nzk/dv6n79hDNDfcC7v2S
        O05xUznu5fqHyvZ3KdT/l9WXo6K/cssdDov+aN9Tnv3u+fJphejWGgnXKqX5M0tzf4LO4uKY5+dKe+jzcTeK3LZIuGvRs1B6rv/D1/DXqj1X6E3jW8C9
        R3Rvj4TXl7GGs72x69w/cfHvHxbh31Ge/9kz9Pmp91xemdp4rfNfOpJrl09sr2V/Ad9R/etcTP2bu84fhnQpbCU2HPtxbhH+XYv19yu27+yy+kXkX3c5
        +TeH7tR74PuTF+6sfto3V5n1szVA3a+cH911s3646Kvo77wNa0tGJP+HVKJ23D3VgrLep0j3p6x13imi9i9Z2yJrnRW5RtDu9Mva4P8X/14iLnF21mJR
        rFXK4tAN8a3LteAsi0OysbN8itq+JZK2VdY6i5+onZa1bbLWWbhE7cqApG2Xtc5SI2pPy9oOWessE1JqLZW0nSVax1EXtTOytkvWOo+qqK2rkrTdstZ5
        0MTkOOXQ2kd7UPX51tpfr/Ksc1QB8X3cw9/Ll/E36mhJU87Zx9XF2ip8XFPD+vO+/wFV5Pz7
        """);

    /// <summary>
    /// A training checkpoint: <c>epoch</c>, <c>lr</c>, <c>big</c>, <c>shape</c>, <c>flags</c> and <c>model</c> with the
    /// tensor <c>w</c> = [1, 2].
    /// </summary>
    public static byte[] Nested { get; } = Inflate("""
        eNpdUL1uFDEY9Ho3OWIICX+BUFEuzRUnohNVUqBQWITk0riJVptdc2dk1ju2N4hIJ11zKOQZeAAei5ZHQKLA3lyafIWlb77RzHgW9Jrpfz8P/776/Ot4
        d7igH/6k4Z2D5GKbENJa401ldHEhrVOmQRIIYjNctPJey0I2tSob0CvBAui/tbJw6lI6pHNkuVgLoJsZ67HGqUjDphqPdZ6JLGqYZooBz7ru1jPyZWuq
        GRKeCho5FvT9/m/ST69wrqZIrzfIag5WJmUrkVXe2GrGTkMEFi15+h3rSwwmuNfTPuly6rBxBpZfHeU8iQyeedyX/fmLqaXGgzk2RRLWr3h4IzgsOq+0
        Y4WV553SdeFl44wtLkYMW3kuBjFBYJZTie1VhkNtSn96AzI8EjHw2/FoPN57Mx7hcf+Vqu3whNMjj6cnnHC6xDOeLLHzowqda1n5ULljH20trazfqcoz
        PH89wQuP3QleuljbGcgd6aQc0ttyyGI/VvQfhK2CUg==
        """);

    /// <summary>
    /// Old PyTorch's storage views: <c>part</c> is elements 3 and 4 of <c>whole</c> = [10, 11, 12, 13, 14, 15]. Its pickles
    /// were made one by one; <c>torch.load</c> read them as said.
    /// </summary>
    public static byte[] View { get; } = Inflate("""
        eNpFT8tOwzAQdJ4FQ6E8Ltx6DJcK8QVUQr1YQFsuuaAQHAsHWXHW2ZQTUi8VlG/gA/g1PgGJA1uqipXG2l3PjGbn/js3Px+j7/7T5/hkMPevvgJ6X4Al
        aY8xVjuLVlqTzZRrSluBR4S0Sz+mRDQqU1VR5hX4b+1GFq5kuUPwJFon9SBrsTQNz5x6aEtTZKiqxrpsds7BT5K0Q/yGmPmjgmAt4SNjc7xdLzmEf57O
        WoQoDaiVdQuxiLUnfBG8QgdhayJoWMC28BbAl5IiGyWREjf8xhXKqeKylMhh53QKuwjdKeylEVk9a2sU7GtKogMd6kiT8TVCbyKYiBdwoPlSr0SHCEdT
        OF6deQfsP5GXD2K2qf6QsTPCBWFMuCfUw1/ny2TI
        """);

    static byte[] Inflate(string base64)
    {
        using var inflated = new MemoryStream();
        using (var zlib = new ZLibStream(new MemoryStream(Convert.FromBase64String(base64)), CompressionMode.Decompress))
        {
            zlib.CopyTo(inflated);
        }

        return inflated.ToArray();
    }
}
